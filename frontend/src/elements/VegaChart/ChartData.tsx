import type { Table } from "@uwdata/flechette";
import { useMemo } from "react";
import { gridColumns } from "../../kit/arrow/columns";
import { Grid } from "../../kit/grid/Grid";

/** The rows behind a chart. */
export default function ChartData({ table, height }: { table: Table; height: number }) {
  const columns = useMemo(() => gridColumns(table, 0), [table]);
  return (
    <div style={{ height }}>
      <Grid columns={columns} rows={table.numRows} label="Data of the chart" />
    </div>
  );
}
