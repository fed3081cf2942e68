import { cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { columnFromArray, float64, tableFromColumns, utf8 } from "@uwdata/flechette";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { gridColumns } from "../arrow/columns";
import { csvPieces } from "./csv";
import { Grid } from "./Grid";
import type { GridModel } from "./model";

const ROWS = 1000;
const table = tableFromColumns({
  id: columnFromArray(
    Array.from({ length: ROWS }, (_, row) => row),
    float64(),
  ),
  name: columnFromArray(
    Array.from({ length: ROWS }, (_, row) => `name ${(row * 7) % ROWS}`),
    utf8(),
  ),
});
const columns = gridColumns(table, 1);

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(400);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(600);
});
afterEach(cleanup);

function show(properties: Partial<Parameters<typeof Grid>[0]> = {}): HTMLElement {
  render(<Grid columns={columns} rows={ROWS} label="Table" {...properties} />);
  return screen.getByRole("grid", { name: "Table" });
}

const texts = (row: number): (string | null)[] =>
  [...(document.querySelectorAll(`[data-row="${row}"] [role="gridcell"]`) ?? [])].map(
    (cell) => cell.textContent,
  );

const active = (grid: HTMLElement): HTMLElement | null =>
  document.getElementById(grid.getAttribute("aria-activedescendant") ?? "");

describe("a grid", () => {
  it("tells its whole size and draws only what is in sight", () => {
    const grid = show();
    expect(grid.getAttribute("aria-rowcount")).toBe("1001");
    expect(grid.getAttribute("aria-colcount")).toBe("2");
    expect(within(grid).getAllByRole("row").length).toBeLessThan(25);
    expect(texts(0)).toEqual(["0", "name 0"]);
  });

  it("sorts upwards, downwards and not at all by clicks on a header", async () => {
    show();
    const header = screen.getByRole("columnheader", { name: "name" });
    await userEvent.click(header);
    expect(header.getAttribute("aria-sort")).toBe("ascending");
    expect(texts(1)).toEqual(["143", "name 1"]);
    await userEvent.click(header);
    expect(header.getAttribute("aria-sort")).toBe("descending");
    expect(texts(0)).toEqual(["857", "name 999"]);
    await userEvent.click(header);
    expect(header.getAttribute("aria-sort")).toBe("none");
    expect(texts(1)).toEqual(["1", "name 7"]);
  });

  it("is walked through with the keyboard, which brings the cell into sight", async () => {
    const grid = show();
    grid.focus();
    await userEvent.keyboard("{ArrowDown}{ArrowDown}{ArrowRight}");
    expect(active(grid)?.textContent).toBe("name 7");
    await userEvent.keyboard("{Control>}{End}{/Control}");
    expect(active(grid)?.textContent).toBe(`name ${(999 * 7) % ROWS}`);
  });

  it("sorts by the keyboard from the header", async () => {
    const grid = show();
    grid.focus();
    await userEvent.keyboard("{ArrowDown}{ArrowUp}{ArrowRight}{Enter}");
    expect(screen.getByRole("columnheader", { name: "name" }).getAttribute("aria-sort")).toBe(
      "ascending",
    );
  });

  it("copies the selected cells", async () => {
    const user = userEvent.setup();
    const grid = show();
    grid.focus();
    await user.keyboard("{ArrowDown}{Shift>}{ArrowDown}{ArrowRight}{/Shift}");
    expect(grid.querySelectorAll('[role="gridcell"][aria-selected="true"]')).toHaveLength(4);
    await user.keyboard("{Control>}c{/Control}");
    expect(await navigator.clipboard.readText()).toBe("0\tname 0\n1\tname 7");
  });

  it("finds text, marks it and walks from one place to the next", async () => {
    const grid = show({ isSearchOpen: true });
    await userEvent.type(screen.getByRole("textbox"), "name 99");
    await waitFor(() => expect(screen.getByText("1 of 11")).toBeTruthy());
    const first = active(grid)?.textContent;
    await userEvent.keyboard("{Enter}");
    expect(screen.getByText("2 of 11")).toBeTruthy();
    expect(active(grid)?.textContent).not.toBe(first);
    expect(active(grid)?.dataset.found).toBe("true");
  });

  it("asks for the search on Ctrl+F", async () => {
    const onSearch = vi.fn();
    show({ onSearch }).focus();
    await userEvent.keyboard("{Control>}f{/Control}");
    expect(onSearch).toHaveBeenCalledWith(true);
  });

  it("hands out what it shows, in its order", async () => {
    let shown: GridModel | undefined;
    show({
      onModel: (model) => {
        shown = model;
      },
    });
    await userEvent.dblClick(screen.getByRole("columnheader", { name: "id" }));
    const [, rows] = [...csvPieces(shown as GridModel)];
    expect(rows?.startsWith("999,")).toBe(true);
  });
});

describe("a grid without rows", () => {
  it("says so", () => {
    render(<Grid columns={columns} rows={0} label="Table" />);
    expect(screen.getByText("No rows")).toBeTruthy();
  });
});

describe("the columns", () => {
  const width = (name: string): number =>
    Number.parseFloat(screen.getByRole("columnheader", { name }).style.width);

  it("fill the box", () => {
    show();
    expect(width("id") + width("name")).toBe(600);
  });

  it("keep the widths they need where the box follows them", () => {
    show({ isFilling: false });
    expect(width("id") + width("name")).toBeLessThan(400);
  });
});
