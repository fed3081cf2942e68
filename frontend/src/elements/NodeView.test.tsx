import { act, cleanup, render, screen } from "@testing-library/react";
import { Profiler } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { World } from "../core/fakes";
import type { Node } from "../protocol/messages";
import { Page, show } from "./harness";
import { NodeView } from "./NodeView";
import { SessionProvider } from "./page";

afterEach(cleanup);

const text = (id: number, body: string): Node => ({ id, element: { kind: "text", body } });

describe("the hooks of an element", () => {
  it("are a container with the class of its key, every other character a dash", () => {
    show({ kind: "text", body: "hi" }, "my key!");
    const container = screen.getByTestId("stElementContainer");
    expect(container.className).toContain("stElementContainer");
    expect(container.className).toContain("st-key-my-key-");
    expect(container.dataset.stale).toBe("false");
    expect(screen.getByTestId("stText").className).toContain("stText");
  });

  it("are, for a container, a wrapper around the block that has the class of the key", () => {
    new Page({ id: 2, element: { kind: "container" }, key: "box", children: [text(3, "a")] });
    const block = screen.getByTestId("stVerticalBlock");
    expect(block.className).toContain("st-key-box");
    expect(block.parentElement?.dataset.testid).toBe("stLayoutWrapper");
  });

  it("are, for an expander, details with the class of the key on their wrapper", () => {
    new Page({
      id: 2,
      element: { kind: "expander", label: "More" },
      key: "more",
      children: [text(3, "inside")],
    });
    const details = screen.getByTestId("stExpanderDetails");
    expect([details.closest("details")?.open, details.inert]).toEqual([false, true]);
    expect(screen.getByTestId("stLayoutWrapper").className).toContain("st-key-more");
  });

  it("are, for a status, details that say how the work goes", () => {
    const status = { kind: "expander", label: "Read", state: "running", type: "step" } as const;
    new Page({ id: 2, element: status, children: [text(3, "inside")] });
    expect(screen.getByRole("img", { name: "Running" }).dataset.testid).toBe(
      "stExpanderIconSpinner",
    );
    expect(screen.getByTestId("stExpander").dataset.type).toBe("step");
  });

  it("are, for columns, a row of columns with blocks in them", () => {
    const column = (id: number, child: Node): Node => ({
      id,
      element: { kind: "column", weight: 1 },
      children: [child],
    });
    new Page({
      id: 2,
      element: { kind: "columns" },
      children: [column(3, text(4, "a")), column(5, text(6, "b"))],
    });
    const row = screen.getByTestId("stHorizontalBlock");
    expect([...row.children].map((child) => (child as HTMLElement).dataset.testid)).toEqual([
      "stColumn",
      "stColumn",
    ]);
  });

  it("are, for an empty slot, a container that nobody sees", () => {
    new Page({ id: 2, element: { kind: "slot" } });
    expect(screen.getByTestId("stEmpty").parentElement?.className).toContain("isEmpty");
  });

  it("say how wide it is", () => {
    new Page(
      { id: 2, element: { kind: "text", body: "a", width: 120 } },
      { id: 3, element: { kind: "text", body: "b", width: "stretch" } },
      text(4, "c"),
    );
    const boxes = screen.getAllByTestId("stElementContainer");
    expect(boxes.map((box) => box.dataset.width)).toEqual(["fixed", "stretch", "content"]);
    expect(boxes[0]?.style.width).toBe("120px");
  });
});

it("draws one element again for a change of one element", () => {
  const drawn: string[] = [];
  const nodes = [text(2, "a"), text(3, "b")];
  const world = new World().start({ id: 1, element: { kind: "root" }, children: nodes });
  render(
    <SessionProvider value={world.session}>
      {nodes.map(({ id }) => (
        <Profiler key={id} id={String(id)} onRender={(name) => drawn.push(name)}>
          <NodeView id={id} />
        </Profiler>
      ))}
    </SessionProvider>,
  );
  drawn.length = 0;
  act(() => world.update([{ op: "put", id: 3, element: { kind: "text", body: "B" } }]));
  expect(drawn).toEqual(["3"]);
  expect(screen.getByText("B")).toBeTruthy();
});

it("keeps the page when one element cannot be drawn, and tries again with what comes next", () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const page = new Page(
    { id: 2, element: { kind: "text", body: { not: "text" } as never } },
    text(3, "safe"),
  );
  expect(screen.getByRole("alert").textContent).toContain("could not be drawn");
  expect(screen.getByText("safe")).toBeTruthy();
  page.put(2, { kind: "text", body: "well" });
  expect(screen.getByText("well")).toBeTruthy();
});
