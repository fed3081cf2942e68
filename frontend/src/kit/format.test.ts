import { describe, expect, it } from "vitest";
import { formatNumber } from "./format";
import { formatMoment } from "./moment";

describe("a number", () => {
  it.each([
    [3, "%d", "3"],
    [-3.7, "%d", "-3"],
    [1234.5, "%0.2f", "1234.50"],
    [1234.5, "%.1f km", "1234.5 km"],
    [7, "%03d", "007"],
    [-7, "%04d", "-007"],
    [5, "%+d", "+5"],
    [5, "%5d|", "    5|"],
    [5, "%-5d|", "5    |"],
    [0.5, "%d%%", "0%"],
    [12345, "%.2e", "1.23e+04"],
    [0.0001, "%g", "0.0001"],
    [1234567, "%g", "1.23457e+06"],
    [1234567, "%,d", "1,234,567"],
    [2, "$%i", "$2"],
  ])("%s is written with %s as %s", (value, format, text) => {
    expect(formatNumber(value, format)).toBe(text);
  });

  it("knows formats by name", () => {
    expect(formatNumber(0.256, "percent")).toBe("25.6%");
    expect(formatNumber(1234.5, "plain")).toBe("1234.5");
  });
});

describe("a moment", () => {
  const moment = new Date(Date.UTC(2024, 1, 3, 15, 4, 5, 6));

  it.each([
    ["YYYY-MM-DD", "2024-02-03"],
    ["MM/DD/YY", "02/03/24"],
    ["D MMM YYYY, HH:mm:ss", "3 Feb 2024, 15:04:05"],
    ["hh:mm A", "03:04 PM"],
    ["dddd [at] h a", "Saturday at 3 pm"],
    ["Do", "3rd"],
    ["ss.SSS", "05.006"],
    ["iso8601", "2024-02-03T15:04:05.006Z"],
  ])("is written with %s as %s", (format, text) => {
    expect(formatMoment(moment, format)).toBe(text);
  });

  it("is told by its distance", () => {
    expect(formatMoment(moment, "distance", new Date(moment.getTime() + 3 * 86_400_000))).toBe(
      "3 days ago",
    );
  });
});
