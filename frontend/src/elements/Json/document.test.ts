import { describe, expect, it } from "vitest";
import { entriesOf, parseJson, preview, scalarText, WrittenNumber } from "./document";

describe("parseJson", () => {
  it("reads what JSON allows", () => {
    expect(parseJson('{"a": [1, 2.5, null, true, "x"]}')).toEqual({ a: [1, 2.5, null, true, "x"] });
  });

  it("keeps integers that a double would round", () => {
    expect(scalarText(parseJson("12345678901234567890")).text).toBe("12345678901234567890");
    expect(scalarText(parseJson("-9007199254740993")).text).toBe("-9007199254740993");
    expect(parseJson("[0.1234567890123456, 1234567890123456e2, 5]")).toEqual([
      0.1234567890123456, 123456789012345600, 5,
    ]);
  });

  it("reads NaN and infinities, but not within strings", () => {
    expect(parseJson('[NaN, -Infinity, "NaN \\" Infinity"]')).toEqual([
      new WrittenNumber("NaN"),
      new WrittenNumber("-Infinity"),
      'NaN " Infinity',
    ]);
  });

  it("refuses what is no JSON", () => {
    expect(() => parseJson("{a: 1}")).toThrow(SyntaxError);
  });
});

describe("scalarText", () => {
  it.each([
    [null, "null", "null"],
    [true, "true", "boolean"],
    [1.5, "1.5", "number"],
    ['a"b\n', '"a\\"b\\n"', "string"],
  ])("writes %j", (value, text, type) => {
    expect(scalarText(value)).toEqual({ text, type });
  });
});

describe("entriesOf", () => {
  it("is null for single values", () => {
    expect(entriesOf("x")).toBeNull();
    expect(entriesOf(new WrittenNumber("1"))).toBeNull();
    expect(entriesOf([5])).toEqual([["0", 5]]);
  });
});

describe("preview", () => {
  it("shows the first parts in one line", () => {
    expect(preview([1, "a", { b: 1 }, []])).toBe('[1, "a", {…}, […]]');
    expect(preview({ a: 1, b: [2] })).toBe("{a: 1, b: […]}");
  });

  it("ends with an ellipsis where there is more", () => {
    const text = preview(Array.from({ length: 100 }, (_, index) => index));
    expect(text.length).toBeLessThan(70);
    expect(text.endsWith(", …]")).toBe(true);
  });
});
