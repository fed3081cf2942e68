import { useCallback, useEffect, useMemo, useState } from "react";
import type { Cell, GridModel } from "./model";
import { MOST_FOUND, matches } from "./search";

const TYPING_PAUSE_MS = 120;

export interface GridSearchState {
  query: string;
  setQuery: (query: string) => void;
  count: number;
  /** Which of the found cells is selected. */
  current: number;
  isSearching: boolean;
  step: (by: 1 | -1) => void;
  /** Whether a cell was found; not there while nothing is. */
  isFound: ((cell: Cell) => boolean) | undefined;
}

/** Looks for a text through the whole table, and walks through the cells that were found. */
export function useSearch(
  model: GridModel,
  isOpen: boolean,
  select: (cell: Cell, isExtending: boolean) => void,
): GridSearchState {
  const [query, setQuery] = useState("");
  const [cells, isSearching] = useMatches(model, isOpen ? query : "");
  const [current, setCurrent] = useState(0);
  const [first, setFirst] = useState<Cell>();
  const isNew = cells[0] !== first;
  if (isNew) {
    setFirst(cells[0]);
    setCurrent(0);
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new first match moves the view
  useEffect(() => {
    if (first) select(first, false);
  }, [first]);
  const step = (by: 1 | -1): void => {
    const next = (current + by + cells.length) % cells.length;
    setCurrent(next);
    const cell = cells[next];
    if (cell) select(cell, false);
  };
  const places = useMemo(
    () => new Set(cells.map(({ row, column }) => `${row}/${column}`)),
    [cells],
  );
  const has = useCallback(({ row, column }: Cell) => places.has(`${row}/${column}`), [places]);
  const isFound = places.size > 0 ? has : undefined;
  return { query, setQuery, count: cells.length, current, isSearching, step, isFound };
}

/** The cells found so far, and whether more may come. */
function useMatches(model: GridModel, query: string): [readonly Cell[], boolean] {
  const [found, setFound] = useState<readonly Cell[]>([]);
  const [isSearching, setSearching] = useState(false);
  useEffect(() => {
    setFound([]);
    setSearching(query !== "");
    if (!query) return;
    const pieces = matches(model, query);
    let cells: Cell[] = [];
    const step = (): void => {
      const { value = [], done } = pieces.next();
      if (value.length > 0) {
        cells = [...cells, ...value].slice(0, MOST_FOUND);
        setFound(cells);
      }
      if (done || cells.length >= MOST_FOUND) setSearching(false);
      else timer = setTimeout(step);
    };
    let timer = setTimeout(step, TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [model, query]);
  return [found, isSearching];
}
