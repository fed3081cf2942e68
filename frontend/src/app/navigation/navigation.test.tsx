import { act, cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { World } from "../../core/fakes";
import { SessionProvider } from "../../elements/page";
import type { Navigation, NavigationSection, Node } from "../../protocol/messages";
import { App } from "../App";
import { openDialog } from "../dialogs";
import { fold } from "./sections";

const text = (id: number, body: string): Node => ({ id, element: { kind: "text", body } });
const page = (id: number, key: string, body: string): Node => ({
  id,
  element: { kind: "annex" },
  key,
  children: [text(id + 1, body)],
});
const root: Node = {
  id: 1,
  element: { kind: "root" },
  children: [
    { id: 2, element: { kind: "main" }, children: [page(10, "home", "the home")] },
    { id: 3, element: { kind: "sidebar" } },
  ],
};
const SECTIONS: NavigationSection[] = [
  { pages: [{ title: "Home" }] },
  {
    title: "Water",
    pages: [
      { title: "Levels", path: "levels", icon: "🌊" },
      { title: "Manual", url: "https://example.org/" },
    ],
  },
];

function open(navigation: Partial<Navigation> = {}): World {
  const world = new World().start(root);
  render(
    <SessionProvider value={world.session}>
      <App />
    </SessionProvider>,
  );
  act(() => world.update([{ op: "navigation", sections: SECTIONS, ...navigation }]));
  return world;
}

const link = (name: string): HTMLElement => screen.getByRole("link", { name });
const current = (): string[] =>
  screen.getAllByRole("link", { current: "page" }).map((found) => found.textContent ?? "");

beforeAll(async () => {
  await import("./menus");
  await import("./TopNavMenu");
  await import("../Dialogs");
});
beforeEach(() => openDialog.set(null));
afterEach(cleanup);

describe("the menu in the sidebar", () => {
  it("has a link for each page, and knows which one is open", async () => {
    open();
    await screen.findByRole("navigation", { name: "App pages" });
    expect(screen.getAllByTestId("stSidebarNavLink").map((found) => found.textContent)).toEqual([
      "Home",
      "🌊Levels",
      "Manual(opens in new tab)",
    ]);
    expect(current()).toEqual(["Home"]);
    expect(link("Levels").getAttribute("href")).toBe("http://localhost:3000/levels");
    expect(link("Manual (opens in new tab)").getAttribute("target")).toBe("_blank");
  });

  it("goes to a page at once, and tells the server", async () => {
    const world = open();
    await screen.findByTestId("stSidebarNav");
    await userEvent.click(link("Levels"));
    expect(current()).toEqual(["🌊Levels"]);
    const navigate = { type: "navigate", seq: 1, path: "levels", query: "" };
    expect(world.socket.sent.at(-1)).toEqual(navigate);
  });

  it("leaves a click that opens a tab to the browser", async () => {
    const world = open();
    await screen.findByTestId("stSidebarNav");
    link("Levels").addEventListener("click", (event) => event.preventDefault());
    const user = userEvent.setup();
    await user.keyboard("{Control>}");
    await user.click(link("Levels"));
    expect(world.socket.sent).toHaveLength(1);
  });

  it("follows the script", async () => {
    const world = open();
    await screen.findByTestId("stSidebarNav");
    act(() => world.update([{ op: "location", path: "levels" }]));
    expect(current()).toEqual(["🌊Levels"]);
  });

  it("closes a section", async () => {
    open();
    const header = await screen.findByTestId("stNavSectionHeader");
    await userEvent.click(header);
    expect(header.getAttribute("aria-expanded")).toBe("false");
    expect(screen.queryByRole("link", { name: "Levels" })).toBeNull();
  });

  it("goes when there are no pages any more, and the sidebar with it", async () => {
    const world = open();
    await screen.findByTestId("stSidebarNav");
    act(() => world.update([{ op: "navigation" }]));
    expect(screen.queryByTestId("stSidebar")).toBeNull();
  });
});

describe("a long menu", () => {
  const many = (count: number): NavigationSection[] => [
    {
      pages: Array.from({ length: count }, (_, n) => ({ title: `p${n}`, path: n ? `p${n}` : "" })),
    },
  ];
  const counts = (count: number, shown?: number | null): [number, number] => {
    const folded = fold(many(count), shown);
    return [folded.shown[0]?.pages?.length ?? 0, folded.left];
  };

  it("shows all of a few pages, and some of many", () => {
    expect([counts(12), counts(13), counts(13, -1), counts(5, 3), counts(5, 0)]).toEqual([
      [12, 0],
      [10, 3],
      [13, 0],
      [3, 2],
      [0, 5],
    ]);
  });

  it("keeps its sections while they have pages to show", () => {
    const { shown, left } = fold(SECTIONS, 2);
    expect(shown.map(({ pages }) => pages?.length)).toEqual([1, 1]);
    expect(left).toBe(1);
  });

  it("leaves room for what else is in the sidebar until the user wants it all", async () => {
    const world = open({ sections: many(20) });
    await screen.findByTestId("stSidebarNav");
    expect(screen.getAllByTestId("stSidebarNavLink")).toHaveLength(20);
    act(() => world.update([{ op: "splice", parent: 3, start: 0, insert: [text(30, "more")] }]));
    expect(screen.getAllByTestId("stSidebarNavLink")).toHaveLength(10);
    await userEvent.click(screen.getByTestId("stSidebarNavViewButton"));
    expect(screen.getAllByTestId("stSidebarNavLink")).toHaveLength(20);
    expect(screen.getByTestId("stSidebarNavViewButton").textContent).toBe("View less");
  });
});

describe("the menu at the top", () => {
  it("has links, and a menu for each section", async () => {
    const world = open({ is_top: true });
    const menu = await screen.findByTestId("stTopNav");
    expect(within(menu).getByTestId("stTopNavLink").textContent).toBe("Home");
    await userEvent.click(within(menu).getByTestId("stTopNavSection"));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Levels" }));
    const navigate = { type: "navigate", seq: 1, path: "levels", query: "" };
    expect(world.socket.sent.at(-1)).toEqual(navigate);
    expect(screen.queryByTestId("stSidebar")).toBeNull();
  });
});

describe("another page", () => {
  const go = (world: World): void =>
    act(() =>
      world.update([
        {
          op: "splice",
          parent: 2,
          start: 0,
          remove: 1,
          insert: [page(20, "levels", "the levels")],
        },
      ]),
    );

  it("is shown from its top", async () => {
    const world = open();
    let arrivals = 0;
    world.session.arrivals.subscribe(() => {
      arrivals += 1;
    });
    await screen.findByTestId("stSidebarNav");
    await userEvent.click(link("Levels"));
    expect(arrivals).toBe(0);
    go(world);
    expect(arrivals).toBe(1);
  });

  it("takes the focus where what had it is gone", async () => {
    const world = open();
    act(() => world.update([{ op: "location", path: "levels" }]));
    go(world);
    expect(document.activeElement?.id).toBe("stMain");
  });
});

describe("a page that there is not", () => {
  it("is said once", async () => {
    const world = open({ missing: "nope" });
    const dialog = await screen.findByTestId("stPageNotFoundDialog");
    expect(dialog.textContent).toContain("“nope”");
    await userEvent.click(within(dialog).getByRole("button", { name: "Close" }));
    act(() => world.update([{ op: "navigation", sections: SECTIONS, missing: "nope" }]));
    expect(screen.queryByTestId("stPageNotFoundDialog")).toBeNull();
  });
});

describe("the logo", () => {
  it("stands in the sidebar, or in the header where that is closed", async () => {
    const world = open();
    const logo = { image: "/media/a.svg", icon_image: "🌊", link: "https://example.org/" };
    act(() => world.update([{ op: "page", title: "Rivers", logo }]));
    const sign = await screen.findByTestId("stSidebarLogo");
    expect(sign.querySelector("img")?.getAttribute("src")).toBe("/media/a.svg");
    expect(screen.getByTestId("stLogoLink").getAttribute("href")).toBe("https://example.org/");
    await userEvent.click(screen.getByRole("button", { name: "Collapse sidebar" }));
    expect((await screen.findByTestId("stHeaderLogo")).textContent).toBe("🌊");
  });
});

describe("the sidebar", () => {
  it("is as wide as the app says, and stays open where it says so", async () => {
    const world = open();
    act(() => world.update([{ op: "page", sidebar: "locked", sidebar_width: 320 }]));
    const sidebar = screen.getByTestId("stSidebar");
    expect(sidebar.style.getPropertyValue("--sidebar")).toBe("320px");
    expect(screen.queryByTestId("stSidebarCollapseButton")).toBeNull();
  });
});
