/** The output of the highlighter as lines of pieces, so that it is drawn as nodes and never as HTML. */
export interface Piece {
  text: string;
  /** Class names, "" for none. */
  scope: string;
}

const PART = /<span class="([^"]*)">|<\/span>|[^<]+/g;
const ENTITY = /&(?:amp|lt|gt|quot|#x27);/g;
const CHARACTERS: Record<string, string> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#x27;": "'",
};

function addText(lines: Piece[][], text: string, scope: string): void {
  text.split("\n").forEach((part, index) => {
    if (index > 0) lines.push([]);
    if (part) lines.at(-1)?.push({ text: part, scope });
  });
}

export function plainLines(text: string): Piece[][] {
  return text.split("\n").map((line) => (line ? [{ text: line, scope: "" }] : []));
}

export function highlightedLines(html: string): Piece[][] {
  const lines: Piece[][] = [[]];
  const scopes: string[] = [];
  for (const [part, scope] of html.matchAll(PART)) {
    if (scope !== undefined) scopes.push(scope);
    else if (part === "</span>") scopes.pop();
    else
      addText(
        lines,
        part.replace(ENTITY, (entity) => CHARACTERS[entity] ?? entity),
        scopes.at(-1) ?? "",
      );
  }
  return lines;
}
