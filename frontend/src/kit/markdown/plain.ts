/** Tells text in which Markdown finds nothing to do: most labels and many paragraphs. They need no parser. */
const SIGN =
  /[\\`*_[\]<>~$\n@]|:[\w+-]+[:[]|:material\/|&[#\w]|-[->]|\/\/|www\.|^\s|^[-+#]|^\d+[.)]|\s$|[^\P{Cc}\t]/iu;

export function isPlain(text: string): boolean {
  return !SIGN.test(text);
}
