import { useCallback, useMemo, useState } from "react";
import type { GridColumn } from "../arrow/columns";
import type { GridModel } from "./model";
import { orderBy } from "./order";

export interface Sort {
  column: number;
  isDescending: boolean;
}

/** Upwards, then downwards, then as it was. */
function nextSort(last: Sort | null, column: number): Sort | null {
  if (last?.column !== column) return { column, isDescending: false };
  return last.isDescending ? null : { column, isDescending: true };
}

export interface SortedModel {
  model: GridModel;
  sort: Sort | null;
  sortBy: (column: number) => void;
}

export function useSortedModel(columns: readonly GridColumn[], rows: number): SortedModel {
  const [sort, setSort] = useState<Sort | null>(null);
  const model = useMemo<GridModel>(() => {
    const keys = sort && columns[sort.column]?.sortKeys();
    return { columns, rows, order: keys ? orderBy(keys, sort.isDescending) : null };
  }, [columns, rows, sort]);
  const sortBy = useCallback((column: number) => setSort((last) => nextSort(last, column)), []);
  return { model, sort, sortBy };
}
