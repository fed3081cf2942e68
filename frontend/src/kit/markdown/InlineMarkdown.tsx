/** One line of Markdown: labels, captions, titles. */
import "./Markdown.css";
import { InlineText } from "./MarkdownText";

interface InlineMarkdownProps {
  body: string;
  nowrap?: boolean | undefined;
  /** Shows links as mere text, inside something that is clicked itself. */
  plainLinks?: boolean | undefined;
}

export function InlineMarkdown({ body, nowrap, plainLinks }: InlineMarkdownProps) {
  if (!body) return null;
  return (
    <div
      className="inlineMarkdown"
      data-testid="stMarkdownContainer"
      data-nowrap={nowrap || undefined}
    >
      <p>
        <InlineText body={body} plainLinks={plainLinks} />
      </p>
    </div>
  );
}
