/** `- [x] done`: a list item that begins with a box. */
import type { MarkdownIt, StateCore, Token } from "markdown-it";

const BOX = /^\[([ xX])\]\s/;

function startsItem(tokens: Token[], index: number): boolean {
  return (
    tokens[index - 1]?.type === "paragraph_open" && tokens[index - 2]?.type === "list_item_open"
  );
}

export function tasks(md: MarkdownIt): void {
  md.core.ruler.after("inline", "tasks", (state: StateCore) => {
    state.tokens.forEach((token, index) => {
      const text = token.children?.[0];
      const box =
        text?.type === "text" && startsItem(state.tokens, index) && BOX.exec(text.content);
      if (!box || !text || !token.children) return;
      text.content = text.content.slice(box[0].length);
      const task = new state.Token("task", "input", 0);
      task.content = box[1] === " " ? "" : "done";
      token.children.unshift(task);
      state.tokens[index - 2]?.attrSet("class", "markdownTask");
    });
  });
}
