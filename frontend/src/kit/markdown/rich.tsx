/** Everything that plain text does not need: the parser, and its tokens as React nodes. A chunk of its own. */
import { cloneElement, isValidElement, type ReactElement, type ReactNode } from "react";
import type { MarkdownOptions } from "./options";
import { parseBlocks, parseInline, withHtml } from "./parser";
import { SanitisedHtml } from "./SanitisedHtml";
import { draw } from "./tree";

const HTML = new Set(["html_block", "html_inline"]);

export function blocks(body: string, options: MarkdownOptions): ReactNode {
  if (options.allowHtml && body.includes("<")) {
    const env = {};
    const tokens = withHtml.parse(body, env);
    const isHtml = tokens.some(
      (token) => HTML.has(token.type) || token.children?.some((child) => HTML.has(child.type)),
    );
    if (isHtml) {
      return (
        <>
          <SanitisedHtml tokens={tokens} env={env} options={options} />
          {options.after}
        </>
      );
    }
  }
  return withAfter(draw(parseBlocks(body), options), options.after);
}

export function inline(body: string, options: MarkdownOptions): ReactNode {
  return draw(parseInline(body), options);
}

/** Puts a help mark at the end of the last paragraph, or below where the text ends with something else. */
function withAfter(nodes: ReactNode[], after: ReactNode): ReactNode {
  const last = nodes.findLastIndex((node) => node !== "\n");
  const paragraph = nodes[last];
  if (!after) return nodes;
  if (!isValidElement(paragraph) || paragraph.type !== "p") return [...nodes, after];
  const { children } = (paragraph as ReactElement<{ children: ReactNode }>).props;
  return nodes.with(last, cloneElement(paragraph, {}, children, after));
}
