import {
  columnFromArray,
  dateDay,
  decimal,
  int64,
  TimeUnit,
  tableFromColumns,
  timestamp,
} from "@uwdata/flechette";
import { afterEach, describe, expect, it, vi } from "vitest";
import { makeChart } from "./chart";
import { isSingle, placed } from "./layout";
import { columnsIn, withColumns } from "./legend";
import { chartRows } from "./rows";
import { chartConfig } from "./theme";
import { chartTooltip } from "./tooltip";

const PLACE = { width: 600, height: undefined, isStretched: true };

describe("placed", () => {
  it("names the element's data unless the chart brings its own", () => {
    expect(placed({ mark: "bar" }, PLACE).data).toEqual({ name: "source" });
    expect(placed({ mark: "bar", data: { values: [] } }, PLACE).data).toEqual({ values: [] });
  });

  it("fits single views into their place", () => {
    const chart = placed({ mark: "bar", width: 300 }, PLACE);
    expect([chart.width, chart.height]).toEqual([600, 350]);
    expect(chart.autosize).toEqual({ type: "fit", contains: "padding" });
    expect(placed({ mark: "bar", height: 200 }, { ...PLACE, height: 120 }).height).toBe(120);
  });

  it("keeps a width of the chart's own where the element follows its content", () => {
    const place = { ...PLACE, isStretched: false };
    expect(placed({ mark: "bar", width: 300 }, place).width).toBe(300);
    expect(placed({ mark: "bar" }, place).width).toBe(600);
  });

  it("leaves the sizes of views put together of others", () => {
    for (const spec of [{ hconcat: [] }, { facet: {} }, { encoding: { row: { field: "a" } } }]) {
      expect(isSingle(spec)).toBe(false);
      expect(placed(spec, PLACE).width).toBeUndefined();
    }
  });
});

describe("chartRows", () => {
  it("gives numbers, and moments whose clock reads as in the data", () => {
    const noon = Date.UTC(2024, 6, 1, 12, 30);
    const options = { useBigInt: true, useDecimalInt: true };
    const table = tableFromColumns({
      n: columnFromArray([5n, null], int64(), options),
      d: columnFromArray([125n, null], decimal(10, 2, 128), options),
      day: columnFromArray([new Date(Date.UTC(2024, 6, 1)), null], dateDay(), options),
      naive: columnFromArray([noon, null], timestamp(TimeUnit.MILLISECOND), options),
      zoned: columnFromArray([noon, null], timestamp(TimeUnit.MILLISECOND, "UTC"), options),
    });
    const [row, empty] = chartRows(table, false);
    expect(row).toMatchObject({ n: 5, d: 1.25, day: new Date(2024, 6, 1) });
    expect(row?.naive).toEqual(new Date(2024, 6, 1, 12, 30));
    expect(row?.zoned).toEqual(new Date(noon));
    expect(empty).toEqual({ n: null, d: null, day: null, naive: null, zoned: null });
    expect(chartRows(table, true)[0]?.naive).toEqual(new Date(noon));
  });
});

describe("the tooltip", () => {
  afterEach(() => document.body.replaceChildren());

  it("shows names and values as text, and goes when there is nothing to say", () => {
    const { handler, remove } = chartTooltip();
    const event = new MouseEvent("mousemove", { clientX: 10, clientY: 10 });
    handler(null, event, null as never, { "<b>": "<img src=x onerror=alert(1)>", n: null });
    const bubble = document.querySelector(".chartTooltip");
    expect(bubble?.textContent).toBe("<b><img src=x onerror=alert(1)>nNone");
    expect(bubble?.querySelector("img")).toBeNull();
    handler(null, event, null as never, null);
    expect(document.querySelector(".chartTooltip")).toBeNull();
    handler(null, event, null as never, "plain");
    expect(document.querySelector(".chartTooltip")?.textContent).toBe("plain");
    remove();
    expect(document.querySelector(".chartTooltip")).toBeNull();
  });
});

describe("a chart", () => {
  const config = chartConfig((name) => (name.startsWith("--chart") ? "#0b6e75" : "#ffffff"));
  const spec = {
    mark: "point",
    encoding: { x: { field: "x", type: "quantitative" }, y: { field: "y", type: "quantitative" } },
  };
  const rows = [
    { x: 1, y: 1 },
    { x: 2, y: 3 },
  ];
  const marks = (node: HTMLElement): number =>
    node.querySelectorAll('[aria-roledescription="point"]').length;

  it("is drawn, takes new rows and goes, without making code of text", async () => {
    const compile = vi.spyOn(globalThis, "Function");
    const chart = await makeChart({ spec, place: PLACE, config, rows });
    expect(marks(chart.node)).toBe(2);
    const drawing = chart.node.querySelector("svg");
    await chart.setRows([...rows, { x: 3, y: 2 }]);
    expect(marks(chart.node)).toBe(3);
    expect(chart.node.querySelector("svg")).toBe(drawing);
    await chart.setSize(400, 200);
    expect(drawing?.getAttribute("width")).toBe("400");
    expect(await (await chart.image("svg", "#fff")).text()).toContain("<svg");
    chart.remove();
    expect(compile).not.toHaveBeenCalled();
  });

  it("breaks a legend that is too wide into rows, and joins them where there is room again", async () => {
    const color = { field: "river", type: "nominal" };
    const coloured = { ...spec, encoding: { ...spec.encoding, color } };
    const rivers = ["Arle", "Brenna", "Coln", "Dorne", "Eyle", "Fenn"];
    const many = (times: number) =>
      rivers.map((river, i) => ({ river: river.repeat(times), x: i, y: i }));
    const narrow = { ...PLACE, width: 240 };
    const chart = await makeChart({ spec: coloured, place: narrow, config, rows: many(1) });
    const rowsOfLegend = (): number => {
      const entries = chart.node.querySelectorAll(".role-legend-entry .role-scope > g");
      expect(entries).toHaveLength(rivers.length);
      return new Set([...entries].map((g) => g.getAttribute("transform")?.split(",")[1])).size;
    };
    expect(rowsOfLegend()).toBeGreaterThan(1);
    await chart.setSize(900, 300);
    expect(rowsOfLegend()).toBe(1);
    await chart.setRows(many(9));
    expect(rowsOfLegend()).toBeGreaterThan(1);
    chart.remove();
  });

  it("leaves a legend as wide as its specification says", () => {
    const legends = [
      { direction: "horizontal" as const, columns: 2, fill: "color" },
      { direction: "vertical" as const, fill: "color" },
    ];
    expect(withColumns({ legends })).toEqual({ legends });
    expect([columnsIn(100, [40, 40]), columnsIn(99, [50, 50]), columnsIn(9, [40])]).toEqual([
      0, 1, 1,
    ]);
    expect(columnsIn(210, [30, 60, 60, 60])).toBe(3);
  });

  it("that brings its own data ignores rows", async () => {
    const own = { ...spec, data: { values: rows.slice(0, 1) } };
    const chart = await makeChart({ spec: own, place: PLACE, config, rows: [] });
    await chart.setRows(rows);
    expect(marks(chart.node)).toBe(1);
    chart.remove();
  });

  it("says what is wrong with a specification that cannot be read", async () => {
    await expect(makeChart({ spec: { nothing: 1 }, place: PLACE, config, rows })).rejects.toThrow(
      /Invalid spec/i,
    );
  });
});
