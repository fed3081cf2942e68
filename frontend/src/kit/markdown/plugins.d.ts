declare module "markdown-it-footnote" {
  import type { MarkdownIt } from "markdown-it";

  export default function footnotes(md: MarkdownIt): void;
}

declare module "markdown-it-emoji/lib/data/full.mjs" {
  const emoji: Record<string, string>;
  export default emoji;
}
