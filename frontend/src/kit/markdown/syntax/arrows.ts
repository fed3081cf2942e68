/** Turns `->`, `--`, `>=` and their like into signs where they stand alone between spaces. */
import type { MarkdownIt, StateCore } from "markdown-it";

const SIGNS: Record<string, string> = {
  "<->": "↔",
  "<-": "←",
  "->": "→",
  "--": "—",
  ">=": "≥",
  "<=": "≤",
  "~=": "≈",
};
const ALONE = /(?<=^|\s)(?:<->|<-|->|--|>=|<=|~=)(?=\s|$)/g;

export function arrows(md: MarkdownIt): void {
  md.core.ruler.after("text_join", "arrows", (state: StateCore) => {
    for (const block of state.tokens) {
      for (const token of block.children ?? []) {
        if (token.type === "text")
          token.content = token.content.replace(ALONE, (sign) => SIGNS[sign] ?? sign);
      }
    }
  });
}
