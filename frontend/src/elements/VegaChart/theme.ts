/** The look of charts, from the tokens of the page. */

import type { Config } from "vega-lite";
import { mixed } from "../../kit/mixed";
import type { Tokens } from "../../kit/tokens";

const SERIES = [1, 2, 3, 4, 5, 6, 7, 8];
const STEPS = [0.12, 0.34, 0.56, 0.78, 1];

export function chartConfig(token: Tokens): Config {
  const font = token("--font");
  const ink = token("--ink");
  const muted = token("--muted");
  const line = token("--line");
  const series = SERIES.map((number) => token(`--chart-${number}`));
  const accent = series[0] ?? ink;
  const ramp = STEPS.map((step) => mixed(token("--bg"), accent, step));
  const text = { labelFont: font, titleFont: font, labelColor: muted, titleColor: muted };
  return {
    background: "transparent",
    font,
    padding: 4,
    tooltipFormat: { numberFormat: ".8~r" },
    view: { stroke: "transparent" },
    mark: { color: accent, tooltip: { content: "encoding" } },
    range: {
      category: series,
      ramp,
      heatmap: ramp,
      ordinal: ramp,
      diverging: [series[6] ?? ink, line, accent],
    },
    axis: {
      ...text,
      domain: false,
      ticks: false,
      gridColor: line,
      labelFontSize: 12,
      labelPadding: 8,
      labelSeparation: 6,
      titleFontSize: 12,
      titleFontWeight: 500,
      titlePadding: 12,
    },
    axisX: { grid: false, domain: true, domainColor: token("--line-strong"), labelFlush: true },
    axisQuantitative: { grid: true, tickCount: 6 },
    axisTemporal: { grid: false },
    legend: {
      ...text,
      labelFontSize: 12,
      titleFontSize: 12,
      titleFontWeight: 500,
      orient: "bottom",
      symbolType: "circle",
      symbolSize: 90,
    },
    title: {
      font,
      color: ink,
      fontSize: 15,
      fontWeight: 600,
      anchor: "start",
      offset: 14,
      subtitleFont: font,
      subtitleColor: muted,
    },
    header: text,
    line: { strokeWidth: 2, strokeCap: "round", strokeJoin: "round" },
    area: { fillOpacity: 0.85 },
    bar: { cornerRadiusEnd: 3 },
    point: { size: 56, filled: true, opacity: 0.85 },
    circle: { size: 56, opacity: 0.75 },
    rule: { color: muted },
    text: { font, color: ink, fontSize: 12 },
    arc: { stroke: token("--bg"), strokeWidth: 1.5 },
  };
}
