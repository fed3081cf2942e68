import {
  columnFromArray,
  type DataType,
  dictionary,
  float64,
  int64,
  list,
  TimeUnit,
  tableFromColumns,
  timestamp,
  utf8,
} from "@uwdata/flechette";
import { describe, expect, it } from "vitest";
import { orderBy } from "../grid/order";
import { type GridColumn, gridColumns } from "./columns";

function column(values: unknown[], type: DataType): GridColumn {
  const options = { useBigInt: true, useDecimalInt: true };
  const table = tableFromColumns({ x: columnFromArray(values, type, options) });
  return gridColumns(table, 0)[0] as GridColumn;
}

const shown = (values: unknown[], type: DataType): (string | null)[] => {
  const { text } = column(values, type);
  return values.map((_, row) => text(row));
};

const sorted = (values: unknown[], type: DataType): unknown[] =>
  [...orderBy(column(values, type).sortKeys(), false)].map((row) => values[row]);

describe("cells", () => {
  it("show a column of floats with the same digits, at most four", () => {
    expect(shown([1.5, 2.25, 3], float64())).toEqual(["1.50", "2.25", "3.00"]);
    expect(shown([1, 2], float64())).toEqual(["1", "2"]);
    expect(shown([Math.PI], float64())).toEqual(["3.1416"]);
    expect(shown([1e-7, -2e-8], float64())).toEqual(["1.000e-7", "-2.000e-8"]);
    expect(shown([Number.POSITIVE_INFINITY, 1], float64())).toEqual(["Infinity", "1"]);
  });

  it("show nothing for nulls and NaN", () => {
    expect(shown([null, Number.NaN, 1], float64())).toEqual([null, null, "1"]);
    expect(shown(["a", null], utf8())).toEqual(["a", null]);
  });

  it("show every digit of large integers", () => {
    expect(shown([9007199254740993n], int64())).toEqual(["9007199254740993"]);
  });

  it("show lists and the values of dictionaries", () => {
    expect(shown([[1, 2], []], list(float64()))).toEqual(["[1,2]", "[]"]);
    expect(shown(["x", "y", "x"], dictionary(utf8()))).toEqual(["x", "y", "x"]);
  });

  it("show moments in the zone of the column, with summer time", () => {
    const summer = Date.UTC(2024, 6, 1, 12);
    const winter = Date.UTC(2024, 0, 1, 12);
    const zone = (name: string | null): DataType => timestamp(TimeUnit.MILLISECOND, name);
    expect(shown([summer, winter], zone("Europe/Berlin"))).toEqual([
      "2024-07-01 14:00:00+02:00",
      "2024-01-01 13:00:00+01:00",
    ]);
    expect(shown([summer], zone("-03:30"))).toEqual(["2024-07-01 08:30:00-03:30"]);
    expect(shown([summer], zone("UTC"))).toEqual(["2024-07-01 12:00:00+00:00"]);
    expect(shown([summer], zone(null))).toEqual(["2024-07-01 12:00:00"]);
    expect(shown([Date.UTC(2024, 0, 5)], zone(null))).toEqual(["2024-01-05"]);
    expect(shown([summer + 250, summer], zone(null))).toEqual([
      "2024-07-01 12:00:00.250",
      "2024-07-01 12:00:00.000",
    ]);
  });

  it("lose nothing where they are exact", () => {
    expect(column([Math.PI], float64()).exact(0)).toBe(String(Math.PI));
    expect(column([null], float64()).exact(0)).toBe("");
  });
});

describe("sort keys", () => {
  it("count digits within texts as numbers", () => {
    expect(sorted(["b10", "a", "b9", null], utf8())).toEqual(["a", "b9", "b10", null]);
  });

  it("order numbers and put what is missing last", () => {
    expect(sorted([3, null, -1, Number.NaN, 2], float64()).slice(0, 3)).toEqual([-1, 2, 3]);
    expect(sorted([3n, -5n], int64())).toEqual([-5n, 3n]);
  });
});

describe("names", () => {
  it("leave an index without a name blank", () => {
    const table = tableFromColumns({
      __index_level_0__: columnFromArray([1], float64()),
      a: columnFromArray([1], float64()),
    });
    expect(gridColumns(table, 1).map(({ name, isIndex }) => [name, isIndex])).toEqual([
      ["", true],
      ["a", false],
    ]);
  });
});
