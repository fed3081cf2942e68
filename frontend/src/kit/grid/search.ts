/** The cells whose text contains what is looked for. */
import { type Cell, cellText, type GridModel } from "./model";

/** How many cells are looked at before the page gets its turn. */
const PIECE = 20_000;
export const MOST_FOUND = 10_000;

/** Yields the cells of each piece in the order they are shown in. */
export function* matches(model: GridModel, query: string): Generator<Cell[], undefined> {
  const wanted = query.toLowerCase();
  const rowsPerPiece = Math.max(1, Math.floor(PIECE / Math.max(1, model.columns.length)));
  for (let start = 0; start < model.rows; start += rowsPerPiece) {
    const found: Cell[] = [];
    for (let row = start; row < Math.min(model.rows, start + rowsPerPiece); row++) {
      for (let column = 0; column < model.columns.length; column++) {
        if (cellText(model, { row, column })?.toLowerCase().includes(wanted))
          found.push({ row, column });
      }
    }
    yield found;
  }
  return undefined;
}
