import { useCallback, useMemo, useRef, useState } from "react";
import { type GridColumn, gridColumns } from "../../kit/arrow/columns";
import { useTable } from "../../kit/arrow/table";
import { download } from "../../kit/download";
import { Tool } from "../../kit/ElementToolbar";
import { FullScreenFrame } from "../../kit/FullScreenFrame";
import { csvFile } from "../../kit/grid/csv";
import { Grid, ROW_HEIGHT } from "../../kit/grid/Grid";
import type { GridModel } from "../../kit/grid/model";
import type { DataFrame } from "../../protocol/messages";
import type { ElementProps } from "../element";
import "./DataFrame.css";

const ROWS_AT_FIRST = 10;
const MOST_ROWS = 200;
const BORDERS = 2;

export default function DataFrameElement({ element }: ElementProps<"dataframe">) {
  const { table, error } = useTable(element.data ?? "");
  const columns = useMemo(
    () => table && chosenColumns(gridColumns(table, element.index_columns ?? 0), element),
    [table, element],
  );
  const [isFull, setFull] = useState(false);
  const [isSearchOpen, setSearchOpen] = useState(false);
  const shown = useRef<GridModel>(undefined);
  const keepModel = useCallback((model: GridModel) => {
    shown.current = model;
  }, []);
  const save = async (): Promise<void> => {
    if (shown.current) download(await csvFile(shown.current), "data.csv");
  };
  return (
    <FullScreenFrame
      onChange={setFull}
      tools={
        <>
          <Tool isExport label="Download as CSV" glyph="download" onUse={() => void save()} />
          <Tool
            label="Search"
            glyph="search"
            isOn={isSearchOpen}
            onUse={() => setSearchOpen(!isSearchOpen)}
          />
        </>
      }
    >
      <div
        className="stDataFrame"
        data-testid="stDataFrame"
        style={
          isFull ? undefined : { height: heightOf(element, table?.numRows ?? element.rows ?? 0) }
        }
      >
        {table && columns ? (
          <Grid
            columns={columns}
            rows={table.numRows}
            label={element.alt || "Table"}
            rowHeight={element.row_height || ROW_HEIGHT}
            placeholder={element.placeholder || "None"}
            isFilling={isFull || element.width !== "content"}
            isSearchOpen={isSearchOpen}
            onSearch={setSearchOpen}
            onModel={keepModel}
          />
        ) : (
          <p className="dataFrameState">
            {error && "The table could not be fetched. Reload the page to try again."}
          </p>
        )}
      </div>
    </FullScreenFrame>
  );
}

function chosenColumns(columns: GridColumn[], element: DataFrame): GridColumn[] {
  const index = element.hide_index ? [] : columns.filter((column) => column.isIndex);
  const data = columns.filter((column) => !column.isIndex);
  const named = new Map(data.map((column) => [column.name, column]));
  const order = element.column_order?.flatMap((name) => named.get(name) ?? []);
  return [...index, ...(order ?? data)];
}

/** All rows up to ten, and then a box that scrolls. */
function heightOf({ height, row_height }: DataFrame, rows: number): number | string {
  if (typeof height === "number") return height;
  if (height === "stretch") return "100%";
  const most = height === "content" ? MOST_ROWS : ROWS_AT_FIRST;
  return (Math.min(Math.max(1, rows), most) + 1) * (row_height || ROW_HEIGHT) + BORDERS;
}
