/** A chart in the page: compiled, drawn, kept in size, given new data, taken away. No code is made of text: Vega interprets. */
import { Error as ERRORS, loader, logger, parse, View } from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { type Config, compile, type TopLevelSpec } from "vega-lite";
import { isSingle, type Place, placed, SOURCE, type Spec } from "./layout";
import { runFitted, withColumns } from "./legend";
import type { Row } from "./rows";
import { chartTooltip } from "./tooltip";

/** Above this many rows marks are painted on a canvas; below, they are SVG, sharp at every size. */
const MOST_SVG_ROWS = 3000;

export interface ChartOptions {
  spec: Spec;
  place: Place;
  config: Config;
  rows: Row[];
}

export interface Chart {
  node: HTMLElement;
  setRows: (rows: Row[]) => Promise<void>;
  setSize: (width: number, height: number | undefined) => Promise<void>;
  image: (type: "png" | "svg", background: string) => Promise<Blob>;
  remove: () => void;
}

const isSource = (view: View): boolean =>
  SOURCE in (view.getState({ data: (name) => name === SOURCE }).data ?? {});

export async function makeChart({ spec, place, config, rows }: ChartOptions): Promise<Chart> {
  const options = { config, logger: logger(ERRORS) };
  const compiled = compile(placed(spec, place) as unknown as TopLevelSpec, options);
  const drawing = isSingle(spec) ? withColumns(compiled.spec) : compiled.spec;
  const node = document.createElement("div");
  node.className = "chartCanvas";
  const tooltip = chartTooltip();
  const view = new View(parse(drawing, undefined, { ast: true }), {
    container: node,
    expr: expressionInterpreter,
    hover: true,
    logLevel: ERRORS,
    loader: loader({ target: "_blank" }),
    renderer: rows.length > MOST_SVG_ROWS ? "canvas" : "svg",
    tooltip: tooltip.handler,
  });
  const hasSource = isSource(view);
  let shown = rows;
  let size = `${place.width} ${place.height}`;
  if (hasSource) view.data(SOURCE, rows);
  await runFitted(view);
  return {
    node,
    setRows: async (next) => {
      if (!hasSource || next === shown) return;
      shown = next;
      await runFitted(view.data(SOURCE, next).resize());
    },
    setSize: async (width, height) => {
      if (size === `${width} ${height}`) return;
      size = `${width} ${height}`;
      view.width(width);
      if (height !== undefined) view.height(height);
      await runFitted(view);
    },
    image: async (type, background) => {
      await view.background(background).runAsync();
      const text = type === "svg" ? await view.toSVG() : await view.toImageURL("png", 2);
      await view.background("transparent").runAsync();
      if (type === "svg") return new Blob([text], { type: "image/svg+xml" });
      const bytes = Uint8Array.from(atob(text.slice(text.indexOf(",") + 1)), (letter) =>
        letter.charCodeAt(0),
      );
      return new Blob([bytes], { type: "image/png" });
    },
    remove: () => {
      tooltip.remove();
      view.finalize();
      node.remove();
    },
  };
}
