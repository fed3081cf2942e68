/** KaTeX with its styles: a chunk of its own. */
import katex from "katex";
import "katex/dist/katex.min.css";

export function typeset(source: string, place: HTMLElement, displayMode: boolean): void {
  katex.render(source, place, {
    displayMode,
    throwOnError: false,
    maxExpand: 1000,
    maxSize: 20,
    errorColor: "var(--red)",
  });
}
