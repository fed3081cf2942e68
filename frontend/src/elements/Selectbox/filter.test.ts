import { expect, it } from "vitest";
import { filterOptions } from "./filter";

const CITIES = ["New York", "Newark", "York", "Cork", "Yorktown New"];
const found = (query: string, mode?: "contains" | "prefix" | "none"): (string | undefined)[] =>
  filterOptions(CITIES, query, mode).map((i) => CITIES[i]);

it("gives every option while nothing is typed", () => {
  expect(found("  ")).toEqual(CITIES);
});

it("finds letters in order, whole words and word starts first", () => {
  expect(found("york")).toEqual(["York", "Yorktown New", "New York"]);
  expect(found("nyk")).toEqual(["New York"]);
  expect(found("zzz")).toEqual([]);
});

it("finds what contains or begins with the text, in the order of the options", () => {
  expect(found("ORK", "contains")).toEqual(["New York", "York", "Cork", "Yorktown New"]);
  expect(found("new", "prefix")).toEqual(["New York", "Newark"]);
  expect(found("new", "none")).toEqual(CITIES);
});
