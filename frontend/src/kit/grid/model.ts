/** What a grid shows: columns, and rows in the order they are shown in. */
import type { GridColumn } from "../arrow/columns";

export interface GridModel {
  columns: readonly GridColumn[];
  rows: number;
  /** The row of the table at each place; null where nothing is sorted. */
  order: Uint32Array | null;
}

/** A place in the grid as it is shown; row -1 is the header. */
export interface Cell {
  row: number;
  column: number;
}

export function tableRow(model: GridModel, row: number): number {
  return model.order?.[row] ?? row;
}

export function cellText(model: GridModel, { row, column }: Cell): string | null {
  const shown = model.columns[column];
  if (row < 0) return shown?.name ?? "";
  return shown?.text(tableRow(model, row)) ?? null;
}
