import { useEffect, useRef } from "react";
import { Glyph } from "../Glyph";
import { MOST_FOUND } from "./search";
import type { GridSearchState } from "./useSearch";

interface GridSearchProps {
  search: GridSearchState;
  onClose: () => void;
}

export function GridSearch({ search, onClose }: GridSearchProps) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <search
      className="gridSearch"
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Escape") onClose();
        if (event.key === "Enter") search.step(event.shiftKey ? -1 : 1);
      }}
    >
      <input
        ref={field}
        type="text"
        aria-label="Search in the table"
        placeholder="Search"
        value={search.query}
        onChange={(event) => search.setQuery(event.target.value)}
      />
      <output>{search.query && status(search)}</output>
      <button
        type="button"
        aria-label="Previous"
        disabled={!search.count}
        onClick={() => search.step(-1)}
      >
        <Glyph name="up" />
      </button>
      <button
        type="button"
        aria-label="Next"
        disabled={!search.count}
        onClick={() => search.step(1)}
      >
        <Glyph name="down" />
      </button>
      <button type="button" aria-label="Close the search" onClick={onClose}>
        <Glyph name="close" />
      </button>
    </search>
  );
}

function status({ count, current, isSearching }: GridSearchState): string {
  if (count === 0) return isSearching ? "…" : "None";
  const total = count >= MOST_FOUND ? `${MOST_FOUND}+` : String(count);
  return `${current + 1} of ${total}${isSearching ? "…" : ""}`;
}
