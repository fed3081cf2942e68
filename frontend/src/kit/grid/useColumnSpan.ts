import { useCallback, useMemo, useState } from "react";
import { columnsBetween, edgesOf, filledWidths, fittingWidths } from "./geometry";
import { measureText } from "./measure";
import type { GridModel } from "./model";

/** Which columns are drawn, and where. */
export interface ColumnSpan {
  /** How many columns stay at the left; they come first. */
  pinned: number;
  /** The other columns that are drawn. */
  first: number;
  end: number;
  widths: readonly number[];
  edges: readonly number[];
}

/** The most of the width that columns may take which stay at the left. */
const PINNED_SHARE = 0.6;

type Resize = (column: number, width: number | null) => void;

export function useColumnSpan(
  { columns, rows }: GridModel,
  { left, width }: { left: number; width: number },
  { placeholder, isFilling }: { placeholder: string; isFilling: boolean },
): [ColumnSpan, Resize] {
  const fitting = useMemo(
    () => fittingWidths({ columns, rows, order: null }, placeholder, measureText()),
    [columns, rows, placeholder],
  );
  const [chosen, setChosen] = useState<Record<number, number>>({});
  const layout = useMemo(() => {
    const isIndex = columns.map((column) => column.isIndex);
    const filled = isFilling ? filledWidths(fitting, isIndex, width) : fitting;
    const widths = filled.map((fill, column) => chosen[column] ?? fill);
    const edges = edgesOf(widths);
    const index = isIndex.lastIndexOf(true) + 1;
    return { widths, edges, pinned: (edges[index] ?? 0) <= width * PINNED_SHARE ? index : 0 };
  }, [columns, fitting, chosen, width, isFilling]);
  const pinnedWidth = layout.edges[layout.pinned] ?? 0;
  const [first, end] = columnsBetween(layout.edges, left + pinnedWidth, left + width);
  const span = useMemo(() => ({ ...layout, first, end }), [layout, first, end]);
  const resize = useCallback<Resize>(
    (column, size) => setChosen((last) => ({ ...last, [column]: size ?? fitting[column] ?? 0 })),
    [fitting],
  );
  return [span, resize];
}

/** The columns that a row draws: those that stay, and those in sight. */
export function drawnColumns({ pinned, first, end }: ColumnSpan): number[] {
  const drawn: number[] = [];
  for (let column = 0; column < pinned; column++) drawn.push(column);
  for (let column = Math.max(pinned, first); column < end; column++) drawn.push(column);
  return drawn;
}

/** How wide the columns are that are left out before the first in sight. */
export function gapWidth({ pinned, first, edges }: ColumnSpan): number {
  return Math.max(0, (edges[Math.max(pinned, first)] ?? 0) - (edges[pinned] ?? 0));
}
