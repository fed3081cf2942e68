/** The selected cells: from where the selection began to where it is now. */
import { type Cell, type GridModel, tableRow } from "./model";

export interface Selection {
  anchor: Cell;
  focus: Cell;
}

export interface Range {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export function rangeOf({ anchor, focus }: Selection): Range {
  return {
    top: Math.min(anchor.row, focus.row),
    bottom: Math.max(anchor.row, focus.row),
    left: Math.min(anchor.column, focus.column),
    right: Math.max(anchor.column, focus.column),
  };
}

interface Bounds {
  rows: number;
  columns: number;
  /** How many rows a page has. */
  page: number;
}

type Move = (cell: Cell, bounds: Bounds, isFar: boolean) => Cell;

const MOVES: Record<string, Move> = {
  ArrowUp: (cell, _, isFar) => ({ ...cell, row: isFar ? 0 : cell.row - 1 }),
  ArrowDown: (cell, { rows }, isFar) => ({ ...cell, row: isFar ? rows - 1 : cell.row + 1 }),
  ArrowLeft: (cell, _, isFar) => ({ ...cell, column: isFar ? 0 : cell.column - 1 }),
  ArrowRight: (cell, { columns }, isFar) => ({
    ...cell,
    column: isFar ? columns - 1 : cell.column + 1,
  }),
  PageUp: (cell, { page }) => ({ ...cell, row: Math.max(0, cell.row - page) }),
  PageDown: (cell, { page }) => ({ ...cell, row: cell.row + page }),
  Home: (cell, _, isFar) => ({ row: isFar ? 0 : cell.row, column: 0 }),
  End: (cell, { rows, columns }, isFar) => ({
    row: isFar ? rows - 1 : cell.row,
    column: columns - 1,
  }),
};

/** The cell that a key leads to, or nothing if the key leads nowhere. */
export function moved(key: string, cell: Cell, bounds: Bounds, isFar: boolean): Cell | undefined {
  const next = MOVES[key]?.(cell, bounds, isFar);
  return (
    next && {
      row: Math.min(bounds.rows - 1, Math.max(-1, next.row)),
      column: Math.min(bounds.columns - 1, Math.max(0, next.column)),
    }
  );
}

const MOST_COPIED = 1_000_000;

/** The selected cells as tab-separated text, as spreadsheets take it; without loss. */
export function selectedText(model: GridModel, selection: Selection): string {
  const { top, bottom, left, right } = rangeOf(selection);
  const columns = model.columns.slice(left, right + 1);
  const last = Math.min(bottom, top + Math.floor(MOST_COPIED / columns.length) - 1);
  const lines: string[] = [];
  for (let row = top; row <= last; row++) {
    lines.push(
      columns
        .map((column) => (row < 0 ? column.name : column.exact(tableRow(model, row))))
        .map(tabbed)
        .join("\t"),
    );
  }
  return lines.join("\n");
}

function tabbed(text: string): string {
  return /[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
