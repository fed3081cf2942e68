import { describe, expect, it } from "vitest";
import { orderBy } from "./order";

const order = (keys: number[], isDescending = false): number[] => [
  ...orderBy(Float64Array.from(keys), isDescending),
];

describe("orderBy", () => {
  const keys = [
    3,
    -1.5,
    0,
    Number.NaN,
    -0,
    1e300,
    -1e300,
    3,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    1e-300,
  ];

  it("puts numbers in order, keeps equal ones as they were and missing ones last", () => {
    expect(order(keys)).toEqual([9, 6, 1, 2, 4, 10, 0, 7, 5, 8, 3]);
  });

  it("does so downwards too", () => {
    expect(order(keys, true)).toEqual([8, 5, 0, 7, 10, 2, 4, 1, 6, 9, 3]);
  });

  it("agrees with the comparison sort", () => {
    let seed = 7;
    const random = (): number => {
      seed = (seed * 48271) % 2147483647;
      return (seed / 2147483647 - 0.5) * 10 ** (seed % 20);
    };
    const many = Array.from({ length: 5000 }, random);
    const expected = many.map((_, row) => row).sort((a, b) => (many[a] ?? 0) - (many[b] ?? 0));
    expect(order(many)).toEqual(expected);
  });

  it("leaves no rows and equal rows alone", () => {
    expect(order([])).toEqual([]);
    expect(order([5, 5, 5])).toEqual([0, 1, 2]);
  });
});
