/** `:smile:`, `:material/home:` and the logo, as tokens of their own. */
import type { MarkdownIt, StateInline } from "markdown-it";

const SHORTCODE = /:(material\/\w+|[\w+-]+):/y;
const LOGOS = new Set(["streamlit", "millstream"]);
const TIME = /^\d{1,2}$/;

function shortcode(state: StateInline, silent: boolean): boolean {
  SHORTCODE.lastIndex = state.pos;
  const name = SHORTCODE.exec(state.src)?.[1];
  if (!name || TIME.test(name)) return false;
  if (!silent) {
    const type = LOGOS.has(name) ? "logo" : name.startsWith("material/") ? "icon" : "emoji";
    state.push(type, "", 0).content = name;
  }
  state.pos = SHORTCODE.lastIndex;
  return true;
}

export function shortcodes(md: MarkdownIt): void {
  md.inline.ruler.before("link", "shortcode", shortcode);
}
