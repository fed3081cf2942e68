import type { ReactNode } from "react";

/** How a text is to be drawn. */
export interface MarkdownOptions {
  /** Lets HTML through, sanitised; otherwise it is shown as text. */
  allowHtml?: boolean | undefined;
  /** Leaves headings without anchors. */
  noAnchors?: boolean | undefined;
  /** Shows links as mere text, inside something that is clicked itself. */
  plainLinks?: boolean | undefined;
  /** What follows the last line, such as a help mark. */
  after?: ReactNode;
}
