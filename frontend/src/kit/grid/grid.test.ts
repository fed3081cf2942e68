import { columnFromArray, float64, tableFromColumns, utf8 } from "@uwdata/flechette";
import { describe, expect, it } from "vitest";
import { gridColumns } from "../arrow/columns";
import { csvPieces } from "./csv";
import {
  barTop,
  columnsBetween,
  edgesOf,
  filledWidths,
  fittingWidths,
  reveal,
  scrolled,
  TALLEST,
} from "./geometry";
import type { Cell, GridModel } from "./model";
import { matches } from "./search";
import { moved, rangeOf, selectedText } from "./selection";

const table = tableFromColumns({
  __index_level_0__: columnFromArray(["r0", "r1", "r2"], utf8()),
  "a,b": columnFromArray([1.25, null, 3], float64()),
  text: columnFromArray(["plain", 'with "quotes", and more', "two\nlines"], utf8()),
});
const model: GridModel = { columns: gridColumns(table, 1), rows: 3, order: null };
const sorted: GridModel = { ...model, order: Uint32Array.from([2, 0, 1]) };

describe("scrolling", () => {
  const tall = { content: 100 * TALLEST, view: 500 };

  it("is pixel by pixel in tables that browsers can scroll", () => {
    const extent = { content: 10_000, view: 500 };
    expect(scrolled({ top: 0, position: 0 }, 9000, extent)).toEqual({ top: 9000, position: 9000 });
    expect(barTop(1234, extent)).toBe(1234);
  });

  it("is pixel by pixel over short ways in taller ones too", () => {
    const start = { top: 1_000_000, position: 50_000_000 };
    expect(scrolled(start, 1_000_120, tall).position).toBe(50_000_120);
  });

  it("is in proportion over long ways, and reaches both ends", () => {
    const start = { top: 0, position: 0 };
    const half = scrolled(start, (TALLEST - 500) / 2, tall).position;
    expect(half).toBeCloseTo((tall.content - tall.view) / 2);
    expect(scrolled(start, TALLEST - 500, tall).position).toBe(tall.content - tall.view);
    expect(scrolled({ top: 100, position: 9000 }, 0, tall).position).toBe(0);
  });

  it("puts the bar where the position belongs", () => {
    expect(barTop(tall.content - tall.view, tall)).toBe(TALLEST - 500);
    expect(barTop(0, tall)).toBe(0);
  });

  it("moves as little as possible to show a span", () => {
    expect(reveal(100, 36, 0, 500)).toBe(0);
    expect(reveal(100, 36, 200, 500)).toBe(100);
    expect(reveal(900, 36, 0, 500)).toBe(436);
  });
});

describe("columns", () => {
  const edges = edgesOf([100, 50, 200, 80]);

  it("are found between two points", () => {
    expect(edges).toEqual([0, 100, 150, 350, 430]);
    expect(columnsBetween(edges, 0, 120)).toEqual([0, 2]);
    expect(columnsBetween(edges, 100, 150)).toEqual([1, 2]);
    expect(columnsBetween(edges, 360, 1000)).toEqual([3, 4]);
  });

  it("are as wide as their names and cells need, within bounds", () => {
    const [index, number, text] = fittingWidths(model, "None", (shown) => shown.length * 10);
    expect([index, number, text]).toEqual([56, 74, 256]);
  });

  it("fill their place, all but the index", () => {
    expect(filledWidths([50, 100, 100], [true, false, false], 451)).toEqual([50, 200, 201]);
    expect(filledWidths([50, 100], [true, false], 100)).toEqual([50, 100]);
  });
});

describe("the selection", () => {
  const bounds = { rows: 100, columns: 5, page: 10 };
  const at: Cell = { row: 50, column: 2 };

  it.each([
    ["ArrowDown", false, { row: 51, column: 2 }],
    ["ArrowUp", true, { row: 0, column: 2 }],
    ["ArrowLeft", false, { row: 50, column: 1 }],
    ["ArrowRight", true, { row: 50, column: 4 }],
    ["PageDown", false, { row: 60, column: 2 }],
    ["PageUp", false, { row: 40, column: 2 }],
    ["Home", false, { row: 50, column: 0 }],
    ["End", false, { row: 50, column: 4 }],
    ["Home", true, { row: 0, column: 0 }],
    ["End", true, { row: 99, column: 4 }],
  ] as const)("goes by %s (far: %s)", (key, isFar, expected) => {
    expect(moved(key, at, bounds, isFar)).toEqual(expected);
  });

  it("stays within the table, whose header it may enter", () => {
    expect(moved("ArrowUp", { row: 0, column: 0 }, bounds, false)).toEqual({ row: -1, column: 0 });
    expect(moved("ArrowUp", { row: -1, column: 0 }, bounds, false)).toEqual({ row: -1, column: 0 });
    expect(moved("PageDown", { row: 95, column: 0 }, bounds, false)).toEqual({
      row: 99,
      column: 0,
    });
    expect(moved("x", at, bounds, false)).toBeUndefined();
  });

  it("spans from its anchor whichever way it goes", () => {
    expect(rangeOf({ anchor: { row: 5, column: 3 }, focus: { row: 2, column: 4 } })).toEqual({
      top: 2,
      bottom: 5,
      left: 3,
      right: 4,
    });
  });

  it("is copied as tab-separated text, without loss and in the order shown", () => {
    const all = { anchor: { row: 0, column: 0 }, focus: { row: 2, column: 2 } };
    expect(selectedText(sorted, all)).toBe(
      'r2\t3\t"two\nlines"\nr0\t1.25\tplain\nr1\t\t"with ""quotes"", and more"',
    );
  });
});

describe("the file", () => {
  it("quotes what needs it and leaves gaps where nothing is there", () => {
    expect([...csvPieces(model)].join("")).toBe(
      ',"a,b",text\nr0,1.25,plain\nr1,,"with ""quotes"", and more"\nr2,3,"two\nlines"\n',
    );
  });

  it("has the rows in the order shown", () => {
    const lines = [...csvPieces(sorted)].join("").split("\n");
    expect(lines[1]).toBe('r2,3,"two');
  });

  it("is a header where there are no rows", () => {
    expect([...csvPieces({ ...model, rows: 0 })].join("")).toBe(',"a,b",text\n');
  });
});

describe("the search", () => {
  const found = (query: string, within = model): Cell[] => [...matches(within, query)].flat();

  it("finds text in any column, whatever its case", () => {
    expect(found("QUOTES")).toEqual([{ row: 1, column: 2 }]);
    expect(found("r")).toContainEqual({ row: 0, column: 0 });
    expect(found("1.25")).toEqual([{ row: 0, column: 1 }]);
    expect(found("none")).toEqual([]);
  });

  it("gives places as they are shown", () => {
    expect(found("plain", sorted)).toEqual([{ row: 1, column: 2 }]);
  });
});
