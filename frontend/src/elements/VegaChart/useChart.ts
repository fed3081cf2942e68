import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Config } from "vega-lite";
import { type Chart, makeChart } from "./chart";
import { isSingle, type Spec } from "./layout";
import type { Row } from "./rows";

export interface ChartInput {
  spec: Spec;
  /** Null where the chart brings its own data; not there while they are on their way. */
  rows: Row[] | null | undefined;
  config: Config;
  height: number | undefined;
  isStretched: boolean;
}

export interface ChartState {
  chart: Chart | undefined;
  error: string;
}

/**
 * Keeps a chart in a place of the page. New rows go into the chart that is there; a new specification or theme makes a
 * new one, which replaces the old one only when it is drawn.
 */
export function useChart(host: RefObject<HTMLDivElement | null>, input: ChartInput): ChartState {
  const { spec, rows, config, height, isStretched } = input;
  const [state, setState] = useState<ChartState>({ chart: undefined, error: "" });
  const width = useWidth(host);
  const isReady = width > 0 && rows !== undefined;
  const latest = useRef({ rows, width });
  useLayoutEffect(() => {
    latest.current = { rows, width };
  });

  useEffect(() => {
    if (!isReady) return;
    let isCurrent = true;
    const place = { width: latest.current.width, height, isStretched };
    makeChart({ spec, place, config, rows: latest.current.rows ?? [] }).then(
      (chart) => {
        if (!isCurrent) {
          chart.remove();
          return;
        }
        host.current?.append(chart.node);
        setState((last) => {
          last.chart?.remove();
          return { chart, error: "" };
        });
      },
      (error: unknown) => isCurrent && setState((last) => ({ ...last, error: messageOf(error) })),
    );
    return () => {
      isCurrent = false;
    };
  }, [host, spec, config, height, isStretched, isReady]);

  const { chart } = state;
  useEffect(() => {
    if (rows) void chart?.setRows(rows);
  }, [chart, rows]);
  useEffect(() => {
    if (chart && width > 0 && isStretched && isSingle(spec)) void chart.setSize(width, height);
  }, [chart, width, height, isStretched, spec]);
  const mounted = useRef(chart);
  useEffect(() => {
    mounted.current = chart;
  }, [chart]);
  useEffect(() => () => mounted.current?.remove(), []);
  return state;
}

function useWidth(host: RefObject<HTMLDivElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const node = host.current;
    if (!node) return;
    const measure = (): void => setWidth(node.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    return () => observer.disconnect();
  }, [host]);
  return width;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
