/** Markdown with HTML in it: rendered to HTML, sanitised, and put in the page; formulas, code and icons are drawn into it. */
import type { Env, Token } from "markdown-it";
import { type ReactNode, useLayoutEffect, useMemo, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { Later, useLater } from "../later";
import type { MarkdownOptions } from "./options";
import { withHtml } from "./parser";
import { slug } from "./slug";
import { LEAVES } from "./tree";

const sanitizer = new Later(() => import("../sanitize").then((module) => module.sanitize));
const DRAWN = ["fence", "code_block", "formula", "formula_block", "icon", "emoji", "logo", "task"];

interface Slot {
  place: Element;
  node: ReactNode;
}

interface SlotEnv extends Env {
  slots: Token[];
}

for (const type of DRAWN) {
  withHtml.renderer.rules[type] = (tokens, index, _, env) => {
    const { slots } = env as SlotEnv;
    const token = tokens[index];
    return token ? `<span data-slot="${slots.push(token) - 1}"></span>` : "";
  };
}

withHtml.renderer.rules.heading_open = (tokens, index, options, env, self) => {
  const { noAnchors } = env as SlotEnv & MarkdownOptions;
  if (!noAnchors) tokens[index]?.attrSet("id", slug(tokens[index + 1]?.content ?? ""));
  return self.renderToken(tokens, index, options);
};

interface SanitisedHtmlProps {
  tokens: Token[];
  env: Env;
  options: MarkdownOptions;
}

export function SanitisedHtml({ tokens, env, options }: SanitisedHtmlProps) {
  const sanitize = useLater(sanitizer);
  const host = useRef<HTMLDivElement>(null);
  const [slots, setSlots] = useState<Slot[]>([]);
  const [html, leaves] = useMemo(() => {
    const found: Token[] = [];
    const rendered = withHtml.renderer.render(tokens, withHtml.options, {
      ...env,
      ...options,
      slots: found,
    });
    return [rendered, found] as const;
  }, [tokens, env, options]);
  useLayoutEffect(() => {
    if (!sanitize || !host.current) return;
    const content = sanitize(html);
    const places = [...content.querySelectorAll("span[data-slot]")];
    host.current.replaceChildren(content);
    setSlots(
      places.flatMap((place, key) => {
        const token = leaves[Number(place.getAttribute("data-slot"))];
        return token ? [{ place, node: LEAVES[token.type]?.(token, key, options) }] : [];
      }),
    );
  }, [sanitize, html, leaves, options]);
  return (
    <>
      <div className="markdownHtml" ref={host} />
      {slots.map((slot, key) => createPortal(slot.node, slot.place, String(key)))}
    </>
  );
}
