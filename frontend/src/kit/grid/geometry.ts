/** Where rows and columns lie, and which of them can be seen. */
import type { GridModel } from "./model";
import { cellText } from "./model";

/** The tallest content that every browser can scroll; taller tables are scrolled in proportion. */
export const TALLEST = 8_000_000;

export interface Scroll {
  /** Where the scroll bar is. */
  top: number;
  /** Where the table is; differs from `top` in tables that are taller than `TALLEST`. */
  position: number;
}

export interface Extent {
  /** The height of all rows. */
  content: number;
  /** The height of the part that is seen. */
  view: number;
}

export const scrollableHeight = (content: number): number => Math.min(content, TALLEST);

/** Where the scroll bar belongs for a position in the table. */
export function barTop(position: number, extent: Extent): number {
  const { content, view } = extent;
  if (content <= TALLEST || content <= view) return position;
  return Math.round((position / (content - view)) * (TALLEST - view));
}

/** Follows the scroll bar: pixel by pixel over short ways, in proportion over long ones. */
export function scrolled(last: Scroll, top: number, extent: Extent): Scroll {
  const { content, view } = extent;
  const end = Math.max(0, content - view);
  if (content <= TALLEST) return { top, position: top };
  if (top <= 0) return { top, position: 0 };
  if (top >= TALLEST - view) return { top, position: end };
  const way = top - last.top;
  const isShort = Math.abs(way) <= 3 * view;
  const position = isShort ? last.position + way : (top / (TALLEST - view)) * end;
  return { top, position: Math.min(end, Math.max(0, position)) };
}

/** The left edges of columns, and the right edge of the last. */
export function edgesOf(widths: readonly number[]): number[] {
  const edges = [0];
  for (const width of widths) edges.push((edges.at(-1) ?? 0) + width);
  return edges;
}

/** The first and the last-but-one column that touch the part between two points. */
export function columnsBetween(
  edges: readonly number[],
  left: number,
  right: number,
): [number, number] {
  const columns = edges.length - 1;
  let first = 0;
  while (first < columns - 1 && (edges[first + 1] ?? 0) <= left) first++;
  let end = first;
  while (end < columns && (edges[end] ?? 0) < right) end++;
  return [first, end];
}

/** Where to scroll so that a span is in view: as little as possible. */
export function reveal(start: number, size: number, position: number, view: number): number {
  if (start < position) return start;
  return start + size > position + view ? start + size - view : position;
}

const SAMPLED = 120;
const PADDING = 26;
const SORT_MARK = 18;
const WIDEST = 320;
const NARROWEST = 56;

/** A width for each column that suits its name and what a sample of it shows. */
export function fittingWidths(
  model: GridModel,
  placeholder: string,
  measure: (text: string) => number,
): number[] {
  const step = Math.max(1, Math.floor(model.rows / SAMPLED));
  return model.columns.map((shown, column) => {
    let width = measure(shown.name) + SORT_MARK;
    for (let row = 0; row < model.rows; row += step) {
      width = Math.max(width, measure(cellText(model, { row, column }) ?? placeholder));
    }
    return Math.ceil(Math.min(WIDEST, Math.max(NARROWEST, width + PADDING)));
  });
}

/** Widens the columns after the index so that the grid fills its place. */
export function filledWidths(
  widths: readonly number[],
  isIndex: readonly boolean[],
  available: number,
): number[] {
  const total = widths.reduce((sum, width) => sum + width, 0);
  const growing = isIndex.every(Boolean) ? widths.length : isIndex.filter((index) => !index).length;
  const extra = (available - total) / growing;
  if (!(extra > 0)) return [...widths];
  const grown = widths.map((width, column) =>
    growing === widths.length || !isIndex[column] ? Math.floor(width + extra) : width,
  );
  const rest = available - grown.reduce((sum, width) => sum + width, 0);
  const last = grown.length - 1;
  return grown.map((width, column) => (column === last ? width + rest : width));
}
