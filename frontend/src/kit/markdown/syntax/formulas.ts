/** `$x$` within a line, `$$x$$` displayed. A dollar beside a space, or before a digit, is money. */
import type { MarkdownIt, StateBlock, StateInline } from "markdown-it";

const INLINE = /\$\$((?:\\.|[^\\$])+)\$\$|\$(?!\s)((?:\\.|[^\\$])+)(?<!\s)\$(?!\d)/sy;

function inlineFormula(state: StateInline, silent: boolean): boolean {
  INLINE.lastIndex = state.pos;
  const match = INLINE.exec(state.src);
  if (!match || INLINE.lastIndex > state.posMax) return false;
  if (!silent)
    state.push(match[1] ? "formula_block" : "formula", "", 0).content = match[1] ?? match[2] ?? "";
  state.pos = INLINE.lastIndex;
  return true;
}

function lineOf(state: StateBlock, line: number): string {
  return state.src
    .slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line])
    .trimEnd();
}

function blockFormula(state: StateBlock, start: number, end: number, silent: boolean): boolean {
  const first = lineOf(state, start);
  if (!first.startsWith("$$") || first.indexOf("$$", 2) >= 0) return false;
  if (silent) return true;
  let last = start + 1;
  while (last < end && !lineOf(state, last).endsWith("$$")) last++;
  const lines = [
    first.slice(2),
    ...Array.from({ length: last - start }, (_, i) => lineOf(state, start + 1 + i)),
  ];
  const token = state.push("formula_block", "", 0);
  token.content = lines
    .slice(0, last - start + 1)
    .join("\n")
    .replace(/\$\$$/, "")
    .trim();
  token.map = [start, last + 1];
  state.line = Math.min(last + 1, end);
  return true;
}

export function formulas(md: MarkdownIt): void {
  md.inline.ruler.before("link", "formula", inlineFormula);
  md.block.ruler.before("fence", "formula_block", blockFormula, {
    alt: ["paragraph", "reference", "blockquote", "list"],
  });
}
