/** JSON as Python writes it: with numbers that JavaScript would round, NaN and infinities. */

/** A number that is shown as it was written. */
export class WrittenNumber {
  constructor(readonly text: string) {}

  toJSON(): unknown {
    const { rawJSON } = JSON as unknown as { rawJSON?: (text: string) => unknown };
    return rawJSON && /\d/.test(this.text) ? rawJSON(this.text) : Number(this.text);
  }
}

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | WrittenNumber
  | JsonValue[]
  | { [key: string]: JsonValue };

const STRING_OR_WORD = /"(?:[^"\\]|\\.)*"|(?<![\w.+-])-?(?:NaN|Infinity|\d{16,})(?![\w.])/g;
const MARK = "\u0000";

function revive(_: string, value: unknown): unknown {
  const isMarked = typeof value === "string" && value.startsWith(MARK);
  return isMarked ? new WrittenNumber(value.slice(1)) : value;
}

/** Throws a `SyntaxError` where the text is no JSON. */
export function parseJson(text: string): JsonValue {
  const strict = text.replace(STRING_OR_WORD, (part) =>
    part.startsWith('"') ? part : JSON.stringify(MARK + part),
  );
  return JSON.parse(strict, revive) as JsonValue;
}

/** The parts of a list or a mapping; null for a single value. */
export function entriesOf(value: JsonValue): [string, JsonValue][] | null {
  if (value === null || typeof value !== "object" || value instanceof WrittenNumber) return null;
  return Object.entries(value);
}

/** A single value as text, and the class it is coloured by. */
export function scalarText(value: JsonValue): { text: string; type: string } {
  if (value instanceof WrittenNumber) return { text: value.text, type: "number" };
  if (typeof value === "string") return { text: JSON.stringify(value), type: "string" };
  return { text: String(value), type: value === null ? "null" : typeof value };
}

const PREVIEW_LENGTH = 60;

/** The first parts of a folded list or mapping, in one line. */
export function preview(value: JsonValue): string {
  const entries = entriesOf(value) ?? [];
  const parts: string[] = [];
  let length = 0;
  for (const [key, part] of entries) {
    const inner = entriesOf(part);
    const text = inner ? (Array.isArray(part) ? "[…]" : "{…}") : scalarText(part).text;
    const shown = Array.isArray(value) ? text : `${key}: ${text}`;
    length += shown.length + 2;
    if (length > PREVIEW_LENGTH) break;
    parts.push(shown);
  }
  const more = parts.length < entries.length ? [...parts, "…"] : parts;
  return Array.isArray(value) ? `[${more.join(", ")}]` : `{${more.join(", ")}}`;
}
