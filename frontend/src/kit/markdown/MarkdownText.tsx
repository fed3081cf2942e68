/** A text in Markdown: paragraphs and all that goes between them. */
import { memo, type ReactNode, useMemo } from "react";
import { Later, useLater } from "../later";
import "./Markdown.css";
import type { MarkdownOptions } from "./options";
import { isPlain } from "./plain";

const rich = new Later(() => import("./rich"));

export const MarkdownText = memo(function MarkdownText({
  body,
  caption = false,
  ...options
}: MarkdownOptions & { body: string; caption?: boolean | undefined }) {
  const testId = caption ? "stCaptionContainer" : "stMarkdownContainer";
  return (
    <div className={`${testId} markdown`} data-testid={testId} data-caption={caption || undefined}>
      <Blocks body={body} {...options} />
    </div>
  );
});

function Blocks({
  body,
  allowHtml,
  noAnchors,
  after,
}: MarkdownOptions & { body: string }): ReactNode {
  const plain = isPlain(body);
  const library = useLater(rich, !plain);
  return useMemo(() => {
    if (plain)
      return (
        <p>
          {body}
          {after}
        </p>
      );
    return library ? (
      library.blocks(body, { allowHtml, noAnchors, after })
    ) : (
      <Arriving body={body} />
    );
  }, [plain, library, body, allowHtml, noAnchors, after]);
}

/** The contents of one line, without a box of its own. */
export function InlineText({
  body,
  plainLinks,
}: {
  body: string;
  plainLinks?: boolean | undefined;
}): ReactNode {
  const plain = isPlain(body);
  const library = useLater(rich, !plain);
  return useMemo(() => {
    if (plain) return body;
    return library ? (
      library.inline(body, { plainLinks })
    ) : (
      <span className="markdownArriving">{body}</span>
    );
  }, [plain, library, body, plainLinks]);
}

/** Holds the place of a text while the parser is on its way. */
function Arriving({ body }: { body: string }) {
  return <p className="markdownArriving">{body}</p>;
}
