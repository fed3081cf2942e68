/** Markdown as the apps write it: CommonMark, GitHub's tables, tasks and links, and our own signs. */
import MarkdownIt, { type Token } from "markdown-it";
import footnotes from "markdown-it-footnote";
import { arrows } from "./syntax/arrows";
import { directives } from "./syntax/directives";
import { formulas } from "./syntax/formulas";
import { shortcodes } from "./syntax/shortcodes";
import { tasks } from "./syntax/tasks";

const DOMAIN = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[/?#][^\s<]*[^\s<.,;:!?)])?/i;

function create(html: boolean) {
  const parser = new MarkdownIt({ html, linkify: true })
    .use(footnotes)
    .use(directives)
    .use(shortcodes)
    .use(formulas)
    .use(tasks)
    .use(arrows);
  parser.linkify.set({ fuzzyLink: false }).add("www.", {
    validate: (text: string, position: number) =>
      DOMAIN.exec(text.slice(position))?.[0].length ?? 0,
    normalize: (match: { url: string }) => {
      match.url = `http://${match.url}`;
    },
  });
  return parser;
}

const withoutHtml = create(false);

export const withHtml = create(true);

export function parseBlocks(body: string): Token[] {
  return withoutHtml.parse(body, {});
}

/** Parses a label: emphasis, links, code and signs, but no block. */
export function parseInline(body: string): Token[] {
  return withoutHtml.parseInline(body, {});
}
