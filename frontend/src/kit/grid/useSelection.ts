import { type PointerEvent, useCallback, useState } from "react";
import type { Cell } from "./model";
import { type Range, rangeOf, type Selection } from "./selection";
import type { ColumnSpan } from "./useColumnSpan";
import type { GridScroll } from "./useGridScroll";

const NO_RANGE: Range = { top: 0, bottom: -1, left: 0, right: -1 };

export interface GridSelection {
  selection: Selection | null;
  range: Range;
  focus: Cell | undefined;
  /** Selects a cell, or everything up to it, and brings it into view. */
  select: (cell: Cell, isExtending: boolean) => void;
  setSelection: (selection: Selection | null) => void;
  onPointer: (event: PointerEvent) => void;
}

/** Keeps which cells are selected, by keys and by pointer. */
export function useSelection(scroll: GridScroll, span: ColumnSpan): GridSelection {
  const [selection, setSelection] = useState<Selection | null>(null);
  const { revealRow, revealColumn } = scroll;
  const select = useCallback(
    (cell: Cell, isExtending: boolean) => {
      setSelection((last) => ({ anchor: isExtending && last ? last.anchor : cell, focus: cell }));
      revealRow(cell.row);
      if (cell.column < span.pinned) return;
      const covered = span.edges[span.pinned] ?? 0;
      revealColumn(span.edges[cell.column] ?? 0, span.widths[cell.column] ?? 0, covered);
    },
    [revealRow, revealColumn, span],
  );
  const onPointer = (event: PointerEvent): void => {
    const cell = cellAt(event.target);
    if (!cell || cell.row < 0) return;
    if (event.type === "pointerdown" && event.button === 0) select(cell, event.shiftKey);
    else if (event.buttons === 1 && selection) setSelection({ ...selection, focus: cell });
  };
  const range = selection ? rangeOf(selection) : NO_RANGE;
  return { selection, range, focus: selection?.focus, select, setSelection, onPointer };
}

function cellAt(target: EventTarget): Cell | null {
  const cell = (target as Element).closest<HTMLElement>("[data-column]");
  const row = cell?.closest<HTMLElement>("[data-row]");
  if (!cell || !row) return null;
  return { row: Number(row.dataset.row), column: Number(cell.dataset.column) };
}
