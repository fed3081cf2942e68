import { expect, it } from "vitest";
import { fraction, moved, nearestThumb, valueAt } from "./track";

const tenths = { minimum: 0, maximum: 1, step: 0.1 };

it("snaps a position to the grid of the step, without the noise of binary fractions", () => {
  expect(valueAt(0.31, tenths)).toBe(0.3);
  expect(valueAt(0.7, tenths)).toBe(0.7);
  expect(valueAt(2, tenths)).toBe(1);
  expect(valueAt(0.5, { minimum: 5, maximum: 10, step: 2 })).toBe(7);
});

it("reaches the end of a range that the step does not divide", () => {
  expect(valueAt(1, { minimum: 0, maximum: 10, step: 3 })).toBe(9);
  expect(fraction(12, { minimum: 0, maximum: 10, step: 3 })).toBe(1);
  expect(fraction(1, { minimum: 1, maximum: 1, step: 1 })).toBe(0);
});

it("takes the nearest thumb, and of two in one place the one that can move there", () => {
  expect(nearestThumb(3, [2, 8])).toBe(0);
  expect(nearestThumb(7, [2, 8])).toBe(1);
  expect(nearestThumb(9, [5, 5])).toBe(1);
  expect(nearestThumb(1, [5, 5])).toBe(0);
});

it("does not let thumbs pass each other", () => {
  expect(moved([2, 8], 0, 9)).toEqual([8, 8]);
  expect(moved([2, 8], 1, 1)).toEqual([2, 2]);
});
