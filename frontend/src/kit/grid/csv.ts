/** The whole table as a file of comma-separated values (RFC 4180), made in pieces so that the page stays alive. */
import { type GridModel, tableRow } from "./model";

const PIECE = 20_000;

function quoted(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function* csvPieces(model: GridModel): Generator<string> {
  const { columns, rows } = model;
  yield `${columns.map((column) => quoted(column.name)).join(",")}\n`;
  for (let start = 0; start < rows; start += PIECE) {
    const lines: string[] = [];
    for (let row = start; row < Math.min(rows, start + PIECE); row++) {
      lines.push(columns.map((column) => quoted(column.exact(tableRow(model, row)))).join(","));
    }
    yield `${lines.join("\n")}\n`;
  }
}

/** Writes the file, giving way to the page after each piece. */
export async function csvFile(model: GridModel): Promise<Blob> {
  const pieces: string[] = [];
  for (const piece of csvPieces(model)) {
    pieces.push(piece);
    await new Promise((resolve) => setTimeout(resolve));
  }
  return new Blob(pieces, { type: "text/csv" });
}
