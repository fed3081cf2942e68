import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { gridColumns } from "./columns";
import { decodeTable } from "./table";

/** Written by `fixtures/write_types.py` with pyarrow: a value, an edge and a null of each type. */
const bytes = readFileSync(`${import.meta.dirname}/fixtures/types.arrow`);

const EXPECTED: Record<string, (string | null)[]> = {
  i8: ["1", "-2", null],
  i64: ["9007199254740993", "-1", null],
  u64: ["18446744073709551615", "0", null],
  f64: ["1.5", null, null],
  f32: ["0.10", "2.25", null],
  string: ["a", "ü", null],
  large_string: ["a", "b", null],
  string_view: ["a", "b", null],
  bool: ["true", "false", null],
  date32: ["2024-02-29", "1969-12-31", null],
  timestamp_us: ["2024-02-29 13:45:01.250", "1960-01-01 00:00:00.000", null],
  timestamp_ns: ["2024-02-29 13:45:01.123456", "1970-01-01 00:00:00.000000", null],
  timestamp_zone: ["2024-07-01 14:00:00+02:00", "2024-01-01 13:00:00+01:00", null],
  time64: ["01:02:03.000004", "23:00:00", null],
  duration: ["1d 01:02:03", "-00:00:01", null],
  decimal: ["123.450", "-0.005", null],
  dictionary: ["x", "y", null],
  list: ["[1,2]", "[]", null],
  struct: ['{"a":1,"b":"x"}', '{"a":null,"b":"y"}', null],
  map: ['{"k":1}', "{}", null],
  binary: ["0x00ff", "0x", null],
  null: [null, null, null],
};

describe("a stream that pyarrow wrote", () => {
  const table = decodeTable(bytes);
  const columns = gridColumns(table, 0);

  it("has the columns in order", () => {
    expect(columns.map((column) => column.name)).toEqual(Object.keys(EXPECTED));
  });

  it.each(columns.map((column) => [column.name, column] as const))("shows %s", (name, column) => {
    expect([0, 1, 2].map(column.text)).toEqual(EXPECTED[name]);
  });

  it("aligns numbers at their end", () => {
    const aligned = (name: string) => columns.find((column) => column.name === name)?.align;
    expect(["i64", "f64", "decimal", "duration"].map(aligned)).toEqual([
      "end",
      "end",
      "end",
      "end",
    ]);
    expect(["string", "date32", "dictionary"].map(aligned)).toEqual(["start", "start", "start"]);
  });
});
