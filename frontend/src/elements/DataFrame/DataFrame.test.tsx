import { act, cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { columnFromArray, float64, tableFromColumns, tableToIPC, utf8 } from "@uwdata/flechette";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { exporting } from "../../kit/exporting";
import type { DataFrame } from "../../protocol/messages";
import DataFrameElement from ".";

const bytes = tableToIPC(
  tableFromColumns({
    __index_level_0__: columnFromArray(["p", "q"], utf8()),
    a: columnFromArray([1, 2], float64()),
    b: columnFromArray(["x", null], utf8()),
  }),
  {},
) as Uint8Array<ArrayBuffer>;

const answer = vi.fn<(address: string) => Promise<Response>>();
let addresses = 0;

beforeEach(() => {
  answer.mockImplementation(async () => new Response(bytes));
  vi.stubGlobal("fetch", answer);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(400);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(600);
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function show(change: Partial<DataFrame> = {}): void {
  const element: DataFrame = {
    kind: "dataframe",
    data: `/media/${addresses++}.arrow`,
    rows: 2,
    index_columns: 1,
    ...change,
  };
  render(<DataFrameElement id={1} nodes={[]} keyClass="" element={element} />);
}

const names = async (): Promise<(string | null)[]> =>
  (await screen.findAllByRole("columnheader")).map((header) => header.textContent);

describe("a data frame", () => {
  it("shows its index first, then its columns", async () => {
    show();
    expect(await names()).toEqual(["", "a", "b"]);
    expect(screen.getAllByRole("gridcell").map((cell) => cell.textContent)).toEqual([
      "p",
      "1",
      "x",
      "q",
      "2",
      "None",
    ]);
  });

  it("shows the chosen columns in the chosen order, without the index if asked", async () => {
    show({ column_order: ["b", "missing", "a"], hide_index: true });
    expect(await names()).toEqual(["b", "a"]);
  });

  it("has no tools that take data out while the operator keeps it in", async () => {
    show();
    expect(await screen.findByLabelText("Download as CSV")).toBeTruthy();
    act(() => exporting.allow(false));
    expect(screen.queryByLabelText("Download as CSV")).toBeNull();
    act(() => exporting.allow(true));
    expect(screen.getByLabelText("Download as CSV")).toBeTruthy();
  });

  it("shows the placeholder where nothing is", async () => {
    show({ placeholder: "–" });
    expect(await screen.findByText("–")).toBeTruthy();
  });

  it("keeps its place while the rows are on their way, and fetches each address once", async () => {
    const data = "/media/same.arrow";
    show({ data, rows: 5 });
    expect(screen.getByTestId("stDataFrame").style.height).toBe("218px");
    await names();
    cleanup();
    show({ data });
    await names();
    expect(answer.mock.calls.filter(([address]) => address === data)).toHaveLength(1);
  });

  it("says when the table cannot be fetched", async () => {
    answer.mockImplementation(async () => new Response("gone", { status: 404 }));
    show();
    expect(await screen.findByText(/could not be fetched/)).toBeTruthy();
  });

  it("fills the window and comes back on Escape", async () => {
    show();
    await names();
    const frame = screen.getByTestId("stFullScreenFrame");
    await userEvent.click(screen.getByRole("button", { name: "Fullscreen" }));
    expect(frame.dataset.full).toBe("true");
    await userEvent.keyboard("{Escape}");
    expect(frame.dataset.full).toBeUndefined();
  });

  it("opens the search from its tools", async () => {
    show();
    await names();
    await userEvent.click(screen.getByRole("button", { name: "Search" }));
    expect(screen.getByRole("textbox", { name: "Search in the table" })).toBe(
      document.activeElement,
    );
  });
});
