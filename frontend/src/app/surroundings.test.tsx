import { act, cleanup, render, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { main, text, World } from "../core/fakes";
import { SessionProvider } from "../elements/page";
import { App } from "./App";

let icon: HTMLLinkElement;

beforeEach(() => {
  icon = document.createElement("link");
  icon.rel = "icon";
  icon.href = "/own.svg";
  document.head.append(icon);
});
afterEach(() => {
  cleanup();
  icon.remove();
});

function open(): (icon: string) => void {
  const world = new World().start(main(text(10, "middle")));
  render(
    <SessionProvider value={world.session}>
      <App />
    </SessionProvider>,
  );
  return (icon) => act(() => world.update([{ op: "page", title: "App", icon }]));
}

const shown = (): string => decodeURIComponent(icon.href);

it("an emoji becomes the icon of the tab, and leaves it as it was", () => {
  const set = open();
  set("🎈");
  expect(shown()).toContain(">🎈</text>");
  set("");
  expect(shown()).toContain("/own.svg");
});

it("an address is the icon, and text is none of its markup", () => {
  const set = open();
  set("/media/a.png");
  expect(shown()).toContain("/media/a.png");
  set("<b>");
  expect(shown()).toContain(">&lt;b&gt;</text>");
});

it("an emoji has a name, too", async () => {
  const set = open();
  set(":balloon:");
  await waitFor(() => expect(shown()).toContain(">🎈</text>"));
});
