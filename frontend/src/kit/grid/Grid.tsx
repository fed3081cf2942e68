/** A table to read: draws the cells in sight alone, sorts, searches, and is walked through with the keyboard. */
import { useEffect, useId, useRef } from "react";
import type { GridColumn } from "../arrow/columns";
import "./Grid.css";
import { GridHeader } from "./GridHeader";
import { cellId, GridRow } from "./GridRow";
import { GridSearch } from "./GridSearch";
import { scrollableHeight } from "./geometry";
import { onGridKey } from "./keys";
import { type GridModel, tableRow } from "./model";
import { useColumnSpan } from "./useColumnSpan";
import { type GridScroll, useGridScroll } from "./useGridScroll";
import { useSearch } from "./useSearch";
import { useSelection } from "./useSelection";
import { useSortedModel } from "./useSortedModel";

const OVERSCAN = 6;
export const ROW_HEIGHT = 36;

export interface GridProps {
  columns: readonly GridColumn[];
  rows: number;
  label: string;
  rowHeight?: number;
  placeholder?: string;
  /** Whether the columns are widened until they fill the grid's box. */
  isFilling?: boolean;
  isSearchOpen?: boolean;
  onSearch?: (isOpen: boolean) => void;
  /** Told what is shown, in its order, for those that save it. */
  onModel?: (model: GridModel) => void;
}

export function Grid({
  columns,
  rows,
  rowHeight = ROW_HEIGHT,
  placeholder = "None",
  isFilling = true,
  onModel,
  onSearch,
  ...props
}: GridProps) {
  const gridId = useId();
  const box = useRef<HTMLDivElement>(null);
  const { model, sort, sortBy } = useSortedModel(columns, rows);
  const scroll = useGridScroll(box, rows * rowHeight, rowHeight);
  const [span, resize] = useColumnSpan(model, scroll, { placeholder, isFilling });
  const cells = useSelection(scroll, span);
  const search = useSearch(model, props.isSearchOpen ?? false, cells.select);
  useEffect(() => onModel?.(model), [onModel, model]);
  const page = Math.max(1, Math.floor(scroll.height / rowHeight) - 1);
  const openSearch = (): void => onSearch?.(true);
  const { focus, range } = cells;
  return (
    <div className="gridFrame">
      {props.isSearchOpen && (
        <GridSearch
          search={search}
          onClose={() => {
            onSearch?.(false);
            box.current?.focus();
          }}
        />
      )}
      <div
        ref={box}
        className="grid"
        role="grid"
        tabIndex={0}
        aria-label={props.label}
        aria-rowcount={rows + 1}
        aria-colcount={columns.length}
        aria-multiselectable
        aria-activedescendant={focus && cellId(gridId, focus.row, focus.column)}
        onScroll={scroll.onScroll}
        onKeyDown={(event) => onGridKey(event, { ...cells, model, page, sortBy, openSearch })}
        onPointerDown={cells.onPointer}
        onPointerOver={cells.onPointer}
      >
        <div
          className="gridContent"
          role="presentation"
          style={{
            width: span.edges.at(-1),
            height: scrollableHeight(Math.max(1, rows) * rowHeight) + rowHeight,
          }}
        >
          <GridHeader
            gridId={gridId}
            columns={columns}
            span={span}
            height={rowHeight}
            sort={sort}
            focused={focus?.row === -1 ? focus.column : -1}
            onSort={sortBy}
            onResize={resize}
          />
          {rows === 0 && <p className="gridEmpty">No rows</p>}
          {drawnRows(scroll, rows, rowHeight).map((row) => {
            const isSelected = row >= range.top && row <= range.bottom;
            return (
              <GridRow
                key={row}
                gridId={gridId}
                columns={columns}
                span={span}
                row={row}
                tableRow={tableRow(model, row)}
                top={(row + 1) * rowHeight + scroll.top - scroll.position}
                height={rowHeight}
                placeholder={placeholder}
                selectedFrom={isSelected ? range.left : 0}
                selectedTo={isSelected ? range.right : -1}
                focused={focus?.row === row ? focus.column : -1}
                isFound={search.isFound}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** The rows in sight, and a few above and below so that quick scrolling shows no gaps. */
function drawnRows({ position, height }: GridScroll, rows: number, rowHeight: number): number[] {
  const first = Math.max(0, Math.floor(position / rowHeight) - OVERSCAN);
  const end = Math.min(rows, Math.ceil((position + height) / rowHeight) + OVERSCAN);
  return Array.from({ length: Math.max(0, end - first) }, (_, place) => first + place);
}
