import { lazy, Suspense, useMemo, useRef, useState } from "react";
import { useTable } from "../../kit/arrow/table";
import { copyText } from "../../kit/clipboard";
import { download } from "../../kit/download";
import { Tool } from "../../kit/ElementToolbar";
import { FullScreenFrame } from "../../kit/FullScreenFrame";
import { useTokens } from "../../kit/tokens";
import type { ElementProps } from "../element";
import { type Spec, USUAL_HEIGHT } from "./layout";
import { chartRows } from "./rows";
import { chartConfig } from "./theme";
import { useChart } from "./useChart";
import "./VegaChart.css";

const ChartData = lazy(() => import("./ChartData"));

export default function VegaChartElement({ element }: ElementProps<"vega_chart">) {
  const [isDataShown, setDataShown] = useState(false);
  const text = element.spec ?? "{}";
  const spec = useMemo(() => JSON.parse(text) as Spec, [text]);
  const { table, error } = useTable(element.data ?? "");
  const rows = useMemo(
    () => (element.data ? table && chartRows(table, text.includes('"utc')) : null),
    [element.data, table, text],
  );
  const token = useTokens();
  const config = useMemo(() => chartConfig(token), [token]);
  const host = useRef<HTMLDivElement>(null);
  const [full, setFull] = useState(0);
  const height = full || (typeof element.height === "number" ? element.height : undefined);
  const isStretched = element.width !== "content";
  const { chart, error: failure } = useChart(host, { spec, rows, config, height, isStretched });
  const save = async (type: "png" | "svg"): Promise<void> => {
    if (chart) download(await chart.image(type, token("--bg")), `chart.${type}`);
  };
  const message = failure || error;
  const ownHeight = typeof spec.height === "number" ? spec.height : USUAL_HEIGHT;
  return (
    <FullScreenFrame
      onChange={(isFull) => setFull(isFull ? innerHeight - FULL_MARGIN : 0)}
      tools={
        <>
          {table && (
            <Tool
              label="Show data"
              glyph="table"
              isOn={isDataShown}
              onUse={() => setDataShown(!isDataShown)}
            />
          )}
          <Tool isExport label="Download as PNG" glyph="image" onUse={() => void save("png")} />
          <Tool isExport label="Download as SVG" glyph="download" onUse={() => void save("svg")} />
          <Tool
            isExport
            label="Copy Vega-Lite spec"
            glyph="code"
            onUse={() => void copyText(JSON.stringify(spec, null, 2))}
          />
        </>
      }
    >
      {message && (
        <p className="chartError" role="alert">
          The chart could not be drawn: {message}
        </p>
      )}
      {isDataShown && table && (
        <Suspense>
          <ChartData table={table} height={height ?? ownHeight} />
        </Suspense>
      )}
      <div
        className="stVegaLiteChart"
        data-testid="stVegaLiteChart"
        role="img"
        aria-label={element.alt || String(spec.description ?? "Chart")}
        hidden={isDataShown}
        style={{ minHeight: chart ? undefined : (height ?? ownHeight) }}
        ref={host}
      />
    </FullScreenFrame>
  );
}

/** What the window keeps free around a chart that fills it, in pixels. */
const FULL_MARGIN = 120;
