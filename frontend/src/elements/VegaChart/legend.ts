/** Breaks the entries of a legend that lies below or above its chart into rows, where one row would be cut off. */
import type { Spec, View } from "vega";

const COLUMNS = "legendColumns";
const GAP_PIXELS = 10;

/** Gives the chart a signal that says how many entries a row has, for the legends that do not say so themselves. */
export function withColumns(spec: Spec): Spec {
  const legends = spec.legends ?? [];
  if (!legends.some(isFree)) return spec;
  return {
    ...spec,
    legends: legends.map((legend) =>
      isFree(legend) ? { ...legend, columns: { signal: COLUMNS } } : legend,
    ),
    signals: [...(spec.signals ?? []), { name: COLUMNS, value: 0 }],
  };
}

const isFree = (legend: { direction?: unknown; columns?: unknown }): boolean =>
  legend.direction === "horizontal" && legend.columns === undefined;

/** Draws a chart, and draws it once more if its legend fits only in other rows. */
export async function runFitted(view: View): Promise<void> {
  await view.runAsync();
  if (!(COLUMNS in (view.getState({ signals: (name) => name === COLUMNS }).signals ?? {}))) return;
  const { root } = view.scenegraph() as unknown as { root: Part };
  const columns = columnsIn(view.width(), entryWidths(root));
  if (columns !== view.signal(COLUMNS)) await view.signal(COLUMNS, columns).runAsync();
}

/** Says how many entries a row has; 0 where all fit into one. */
export function columnsIn(width: number, entries: readonly number[]): number {
  const whole = entries.reduce((sum, entry) => sum + entry + GAP_PIXELS, -GAP_PIXELS);
  if (whole <= width) return 0;
  const widest = Math.max(...entries);
  return Math.max(1, Math.floor((width + GAP_PIXELS) / (widest + GAP_PIXELS)));
}

/** What Vega has drawn: marks, which hold items, which hold marks. */
interface Part {
  role?: string;
  items?: Part[];
  bounds?: { width: () => number };
}

function entryWidths(part: Part): number[] {
  const inner = part.items ?? [];
  if (part.role !== "legend-entry") return inner.flatMap(entryWidths);
  const entries = inner.flatMap((group) => group.items ?? []).flatMap((scope) => scope.items ?? []);
  return entries.map((entry) => entry.bounds?.width() ?? 0);
}
