/** `:red[text]`, `:red-background[text]`, `:red-badge[text]` and `:small[text]`. */
import type { MarkdownIt, StateInline } from "markdown-it";

const OPENING = /:([a-z]+)(?:-(background|badge))?\[/y;
const COLORS = new Set([
  "red",
  "orange",
  "yellow",
  "green",
  "blue",
  "violet",
  "gray",
  "grey",
  "rainbow",
  "primary",
]);
const CLASSES: Record<string, string> = {
  "": "stMarkdownColoredText",
  background: "stMarkdownColoredBackground",
  badge: "stMarkdownBadge",
};

function attributes(name: string, form: string): [string, string][] | undefined {
  if (name === "small" && !form) return [["class", "markdownSmall"]];
  if (!COLORS.has(name)) return undefined;
  return [
    ["class", CLASSES[form] ?? ""],
    ["data-color", name === "grey" ? "gray" : name],
  ];
}

function directive(state: StateInline, silent: boolean): boolean {
  OPENING.lastIndex = state.pos;
  const match = OPENING.exec(state.src);
  const attrs = match && attributes(match[1] ?? "", match[2] ?? "");
  if (!attrs) return false;
  const start = OPENING.lastIndex;
  const end = state.md.helpers.parseLinkLabel(state, start - 1);
  if (end < 0) return false;
  if (!silent) {
    const after = state.posMax;
    state.pos = start;
    state.posMax = end;
    state.push("directive_open", "span", 1).attrs = attrs;
    state.md.inline.tokenize(state);
    state.push("directive_close", "span", -1);
    state.posMax = after;
  }
  state.pos = end + 1;
  return true;
}

export function directives(md: MarkdownIt): void {
  md.inline.ruler.before("link", "directive", directive);
}
