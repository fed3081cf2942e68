import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { World } from "../core/fakes";
import { SessionProvider } from "../elements/page";
import type { Appearance, Node } from "../protocol/messages";
import { App } from "./App";
import { openDialog } from "./dialogs";

const text = (id: number, body: string): Node => ({ id, element: { kind: "text", body } });

function page(side: Node[] = []): Node {
  return {
    id: 1,
    element: { kind: "root" },
    children: [
      { id: 2, element: { kind: "main" }, children: [text(10, "middle")] },
      { id: 3, element: { kind: "sidebar" }, children: side },
    ],
  };
}

function open(root = page()): World {
  const world = new World().start(root);
  render(
    <SessionProvider value={world.session}>
      <App />
    </SessionProvider>,
  );
  return world;
}

const state = (name: string): string | null =>
  screen.getByTestId("stApp").getAttribute(`data-test-${name}-state`);
const sent = (world: World): string[] => world.socket.sent.map((message) => message.type);

beforeEach(() => openDialog.set(null));
afterEach(cleanup);

describe("the app's frame", () => {
  it("says how the script and the connection are", () => {
    const world = open();
    expect([state("script"), state("connection")]).toEqual(["notRunning", "CONNECTED"]);
    act(() => world.session.rerun());
    expect(state("script")).toBe("rerunRequested");
    act(() => world.update([], { ack: 1, run: "running" }));
    expect(state("script")).toBe("running");
    act(() => world.socket.drop());
    expect(state("connection")).toBe("PINGING_SERVER");
  });

  it("has the hooks that tests and styles go by", () => {
    open();
    for (const hook of [
      "stAppViewContainer",
      "stHeader",
      "stToolbar",
      "stMain",
      "stMainBlockContainer",
    ]) {
      expect(screen.getByTestId(hook).className).toContain(hook);
    }
    expect(screen.getByTestId("stAppViewContainer").dataset.layout).toBe("narrow");
    expect(screen.getByTestId("stSkipToContent").getAttribute("href")).toBe("#stMain");
  });

  it("takes its title and layout from the app", () => {
    const world = open();
    act(() => world.update([{ op: "page", title: "Tides", layout: "wide" }]));
    expect(document.title).toBe("Tides");
    expect(screen.getByTestId("stAppViewContainer").dataset.layout).toBe("wide");
  });
});

describe("the menu at the top", () => {
  beforeAll(async () => void (await import("./MenuList")));

  const choose = async (world: World, appearance: Partial<Appearance>): Promise<void> => {
    act(() => world.socket.answer({ type: "appearance", ...appearance }));
    const button = screen.queryByLabelText("Main menu");
    if (button) await userEvent.click(button);
  };
  const clears = (): HTMLElement | null => screen.queryByText("Clear caches");

  it.each(["", "developer"] as const)("offers all where the option is %j", async (toolbar) => {
    await choose(open(), { toolbar });
    expect(await screen.findByText("Rerun")).toBeTruthy();
    expect(clears()).toBeTruthy();
  });

  it("offers viewers nothing that concerns all users, nor do keys", async () => {
    const world = open();
    await choose(world, { toolbar: "viewer" });
    expect(await screen.findByText("Rerun")).toBeTruthy();
    expect(clears()).toBeNull();
    await userEvent.keyboard("{Escape}c");
    expect(openDialog.get()).toBeNull();
  });

  it.each([{ toolbar: "minimal" }, { hide_top_bar: true }] as const)(
    "is not there with %j",
    async (appearance) => {
      const world = open();
      expect(screen.getByLabelText("Main menu")).toBeTruthy();
      await choose(world, appearance);
      expect(screen.queryByLabelText("Main menu")).toBeNull();
    },
  );

  it("is as the welcome says from the start", () => {
    const world = open();
    const appearance = { type: "appearance", toolbar: "minimal" } as const;
    act(() => world.socket.answer({ type: "welcome", protocol: 1, token: "t", appearance }));
    expect(screen.queryByLabelText("Main menu")).toBeNull();
  });
});

describe("the sidebar", () => {
  it("is there once something is in it", () => {
    const world = open();
    expect(screen.queryByTestId("stSidebar")).toBeNull();
    act(() => world.update([{ op: "splice", parent: 3, start: 0, insert: [text(11, "side")] }]));
    expect(screen.getByTestId("stSidebar").dataset.collapsed).toBe("false");
  });

  it("closes and opens again", async () => {
    open(page([text(11, "side")]));
    await userEvent.click(screen.getByRole("button", { name: "Collapse sidebar" }));
    expect(screen.getByTestId("stSidebar").dataset.collapsed).toBe("true");
    await userEvent.click(screen.getByTestId("stExpandSidebarButton"));
    expect(screen.getByTestId("stSidebar").dataset.collapsed).toBe("false");
  });

  it("is as wide as the user drags it, or moves its edge by keys, in this browser", () => {
    const world = open(page([text(20, "aside")]));
    act(() => world.update([{ op: "page", sidebar_width: 250 }]));
    const width = (): string => screen.getByTestId("stSidebar").style.getPropertyValue("--sidebar");
    expect(width()).toBe("250px");
    const edge = screen.getByTestId("stSidebarResizeHandle");
    edge.setPointerCapture = () => undefined;
    edge.hasPointerCapture = () => true;
    fireEvent.pointerDown(edge, { pointerId: 1 });
    fireEvent.pointerMove(edge, { pointerId: 1, clientX: 431 });
    expect([width(), edge.getAttribute("aria-valuenow")]).toEqual(["431px", "431"]);
    fireEvent.pointerMove(edge, { pointerId: 1, clientX: 2000 });
    expect([width(), localStorage.getItem("millstream-sidebar-width")]).toEqual(["600px", "600"]);
    Object.defineProperty(screen.getByTestId("stSidebar"), "offsetWidth", { value: 300 });
    fireEvent.keyDown(edge, { key: "ArrowLeft" });
    expect(width()).toBe("280px");
    fireEvent.doubleClick(edge);
    expect([width(), localStorage.getItem("millstream-sidebar-width")]).toEqual(["250px", null]);
  });
});

describe("the keys of the shell", () => {
  it("run the script again with r, and ask before clearing caches with c", async () => {
    const world = open();
    await userEvent.keyboard("r");
    expect(sent(world)).toEqual(["hello", "rerun"]);
    await userEvent.keyboard("c");
    const dialog = await screen.findByTestId("stClearCacheDialog");
    expect(dialog.textContent).toContain("Clear caches?");
    await userEvent.click(screen.getByRole("button", { name: "Clear caches" }));
    expect(sent(world)).toEqual(["hello", "rerun", "clear_caches"]);
    expect(screen.queryByTestId("stClearCacheDialog")).toBeNull();
  });

  it("do nothing with modifiers", async () => {
    const world = open();
    await userEvent.keyboard("{Control>}r{/Control}{Meta>}c{/Meta}");
    expect(sent(world)).toEqual(["hello"]);
    expect(openDialog.get()).toBeNull();
  });
});

describe("the run's indicator", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("appears for a run that lasts, with a button that stops it", () => {
    const world = open();
    act(() => world.session.rerun());
    act(() => void vi.advanceTimersByTime(100));
    expect(screen.queryByTestId("stStatusWidget")).toBeNull();
    act(() => void vi.advanceTimersByTime(200));
    act(() => screen.getByRole("button", { name: "Stop" }).click());
    expect(sent(world)).toEqual(["hello", "rerun", "stop"]);
    act(() => world.update([], { ack: 2, run: "idle" }));
    expect(screen.queryByTestId("stStatusWidget")).toBeNull();
  });

  it("lets a run that nobody has asked for be quick without a word", () => {
    const world = open();
    act(() => world.update([], { run: "running" }));
    act(() => void vi.advanceTimersByTime(900));
    expect(screen.queryByTestId("stStatusWidget")).toBeNull();
    act(() => void vi.advanceTimersByTime(200));
    screen.getByRole("button", { name: "Stop" });
  });

  it("says soon that a run goes on which the user has asked for", () => {
    const world = open();
    act(() => world.session.rerun());
    act(() => world.update([], { ack: 1, run: "running" }));
    act(() => void vi.advanceTimersByTime(300));
    screen.getByRole("button", { name: "Stop" });
  });

  it("says so when the server is away", () => {
    const world = open();
    act(() => world.socket.drop());
    act(() => void vi.advanceTimersByTime(300));
    expect(screen.getByTestId("stConnectionStatus").textContent).toBe("Connecting");
  });
});

describe("an edited script", () => {
  it("is offered to run, once or always", async () => {
    const world = open();
    act(() => world.socket.answer({ type: "source_changed" }));
    await userEvent.click(screen.getByRole("button", { name: "Always rerun" }));
    expect(sent(world)).toEqual(["hello", "rerun"]);
    act(() => world.socket.answer({ type: "source_changed" }));
    expect(sent(world)).toEqual(["hello", "rerun", "rerun"]);
    expect(screen.queryByTestId("stSourceChanged")).toBeNull();
  });
});

it("says why the server will not go on", () => {
  const world = open();
  act(() => world.socket.answer({ type: "refused", message: "Too many sessions.", reload: true }));
  expect(screen.getByTestId("stRefusal").textContent).toContain("Too many sessions.");
  expect(screen.getByRole("button", { name: "Reload the page" })).toBeTruthy();
  expect(state("connection")).toBe("DISCONNECTED_FOREVER");
});
