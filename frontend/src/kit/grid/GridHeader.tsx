import { type PointerEvent, useRef } from "react";
import type { GridColumn } from "../arrow/columns";
import { Glyph } from "../Glyph";
import { cellId } from "./GridRow";
import { type ColumnSpan, drawnColumns, gapWidth } from "./useColumnSpan";
import type { Sort } from "./useSortedModel";

interface GridHeaderProps {
  gridId: string;
  columns: readonly GridColumn[];
  span: ColumnSpan;
  height: number;
  sort: Sort | null;
  focused: number;
  onSort: (column: number) => void;
  onResize: (column: number, width: number | null) => void;
}

export function GridHeader(props: GridHeaderProps) {
  const { columns, span, height } = props;
  const gap = gapWidth(span);
  return (
    <div role="row" className="gridHeader" aria-rowindex={1} data-row={-1} style={{ height }}>
      {drawnColumns(span).map((index) => (
        <Name
          key={index}
          {...props}
          index={index}
          column={columns[index] as GridColumn}
          marginLeft={index === Math.max(span.pinned, span.first) ? gap : 0}
        />
      ))}
    </div>
  );
}

interface NameProps extends GridHeaderProps {
  index: number;
  column: GridColumn;
  marginLeft: number;
}

function Name({ index, column, marginLeft, ...props }: NameProps) {
  const { span, sort } = props;
  const isSorted = sort?.column === index;
  const width = span.widths[index] ?? 0;
  const left = index < span.pinned ? span.edges[index] : undefined;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid answers to Enter
    <div
      role="columnheader"
      id={cellId(props.gridId, -1, index)}
      className="gridCell gridName"
      aria-colindex={index + 1}
      aria-sort={!isSorted ? "none" : sort.isDescending ? "descending" : "ascending"}
      data-column={index}
      data-align={column.align}
      data-index={column.isIndex || undefined}
      data-focused={index === props.focused || undefined}
      title={column.name}
      style={{ width, marginLeft, left }}
      onClick={() => props.onSort(index)}
    >
      <span className="gridNameText">{column.name}</span>
      {isSorted && <Glyph name={sort.isDescending ? "down" : "up"} />}
      <ResizeHandle width={width} onResize={(size) => props.onResize(index, size)} />
    </div>
  );
}

const NARROWEST = 40;

/** Drags the right edge of a column; a double click fits it to what it shows. */
function ResizeHandle({
  width,
  onResize,
}: {
  width: number;
  onResize: (width: number | null) => void;
}) {
  const start = useRef<{ x: number; width: number } | null>(null);
  const grab = (event: PointerEvent<HTMLElement>): void => {
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX, width };
  };
  const drag = (event: PointerEvent<HTMLElement>): void => {
    if (start.current) {
      onResize(
        Math.max(NARROWEST, Math.round(start.current.width + event.clientX - start.current.x)),
      );
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only ever dragged with a pointer
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click here must not sort
    <span
      className="gridResize"
      onPointerDown={grab}
      onPointerMove={drag}
      onPointerUp={() => {
        start.current = null;
      }}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={() => onResize(null)}
    />
  );
}
