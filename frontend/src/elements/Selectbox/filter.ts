/** Which options a typed text leaves, best first. */
import type { Selectbox } from "../../protocol/messages";

const WORD_START = /[\s\-_./([]/;

/** Gives the positions of the options that match. */
export function filterOptions(
  options: readonly string[],
  query: string,
  mode: Selectbox["filter_mode"],
): number[] {
  const wanted = query.trim().toLowerCase();
  const all = options.map((_, i) => i);
  if (wanted === "" || mode === "none") return all;
  const texts = options.map((option) => option.toLowerCase());
  if (mode === "prefix") return all.filter((i) => texts[i]?.startsWith(wanted));
  if (mode === "contains") return all.filter((i) => texts[i]?.includes(wanted));
  const scores = texts.map((text) => fuzzyScore(text, wanted));
  return all
    .filter((i) => scores[i] !== undefined)
    .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
}

/** Rates how well the letters of a query, in order, fit a text: runs and word starts count most. */
function fuzzyScore(text: string, query: string): number | undefined {
  const whole = text.indexOf(query);
  if (whole >= 0) {
    const startsWord = whole === 0 || WORD_START.test(text.charAt(whole - 1));
    return 1000 - text.length / 100 - whole + (startsWord ? 100 : 0);
  }
  let score = 0;
  let at = -1;
  for (const letter of query) {
    const next = text.indexOf(letter, at + 1);
    if (next < 0) return undefined;
    const startsWord = next === 0 || WORD_START.test(text.charAt(next - 1));
    score += next === at + 1 ? 5 : startsWord ? 4 : -Math.min(3, (next - at - 1) / 10);
    at = next;
  }
  return score - text.length / 100;
}
