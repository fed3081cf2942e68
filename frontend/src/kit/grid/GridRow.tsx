import { memo } from "react";
import type { GridColumn } from "../arrow/columns";
import { type ColumnSpan, drawnColumns, gapWidth } from "./useColumnSpan";

interface GridRowProps {
  gridId: string;
  columns: readonly GridColumn[];
  span: ColumnSpan;
  /** As shown, and in the table. */
  row: number;
  tableRow: number;
  top: number;
  height: number;
  placeholder: string;
  /** The selected columns; from > to for none. */
  selectedFrom: number;
  selectedTo: number;
  /** -1 for none. */
  focused: number;
  isFound: ((cell: { row: number; column: number }) => boolean) | undefined;
}

export const cellId = (gridId: string, row: number, column: number): string =>
  `${gridId}-${row}-${column}`;

export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { columns, span, row, top, height } = props;
  const gap = gapWidth(span);
  return (
    <div
      role="row"
      className="gridRow"
      aria-rowindex={row + 2}
      data-row={row}
      style={{ transform: `translateY(${top}px)`, height }}
    >
      {drawnColumns(span).map((column) => (
        <GridCell
          key={column}
          {...props}
          index={column}
          column={columns[column] as GridColumn}
          marginLeft={column === Math.max(span.pinned, span.first) ? gap : 0}
        />
      ))}
    </div>
  );
});

interface GridCellProps extends GridRowProps {
  index: number;
  column: GridColumn;
  marginLeft: number;
}

function GridCell({ index, column, marginLeft, ...props }: GridCellProps) {
  const { span, row, selectedFrom, selectedTo, focused, isFound } = props;
  const text = column.text(props.tableRow);
  const isPinned = index < span.pinned;
  return (
    <div
      role="gridcell"
      id={cellId(props.gridId, row, index)}
      className="gridCell"
      aria-colindex={index + 1}
      aria-selected={index >= selectedFrom && index <= selectedTo}
      data-column={index}
      data-align={column.align}
      data-index={column.isIndex || undefined}
      data-focused={index === focused || undefined}
      data-missing={text === null || undefined}
      data-found={isFound?.({ row, column: index }) || undefined}
      title={text && text.length > 24 ? text : undefined}
      style={{
        width: span.widths[index],
        marginLeft,
        left: isPinned ? span.edges[index] : undefined,
      }}
    >
      {column.isBoolean && text !== null ? (
        <Check isOn={text === "true"} />
      ) : (
        (text ?? props.placeholder)
      )}
    </div>
  );
}

function Check({ isOn }: { isOn: boolean }) {
  return (
    <span
      className="gridCheck"
      role="img"
      aria-label={isOn ? "true" : "false"}
      data-on={isOn || undefined}
    />
  );
}
