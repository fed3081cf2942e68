import { afterEach, beforeEach, expect, it } from "vitest";
import { chooseTheme, currentTheme, followTheme, setThemeOptions } from "./theme";

const root = document.documentElement;
const property = (name: string): string => root.style.getPropertyValue(name);

followTheme();
beforeEach(() => setThemeOptions({}));
afterEach(() => chooseTheme("system"));

it("is the app's, where the user has chosen none", () => {
  setThemeOptions({ base: "dark" });
  expect([currentTheme(), root.dataset.theme]).toEqual(["dark", "dark"]);
});

it("is the user's, whatever the app says, and stays chosen in this browser", () => {
  setThemeOptions({ base: "dark" });
  chooseTheme("light");
  expect([root.dataset.theme, localStorage.getItem("millstream-theme")]).toEqual([
    "light",
    "light",
  ]);
});

it("has the colours of the app only in the theme that they are made for", () => {
  setThemeOptions({ base: "light", primaryColor: "#ff0000", backgroundColor: "white" });
  expect([property("--accent"), property("--bg")]).toEqual(["#ff0000", "white"]);
  chooseTheme("dark");
  expect([property("--accent"), property("--bg")]).toEqual(["", ""]);
});

it("has the shapes and the fonts of the app in both", () => {
  setThemeOptions({
    base: "light",
    baseRadius: "none",
    font: "serif",
    codeFont: "Iosevka",
    baseFontSize: "18",
  });
  chooseTheme("dark");
  expect(property("--radius")).toBe("0px");
  expect(property("--font")).toContain("Source Serif 4");
  expect(property("--font-mono")).toBe("Iosevka");
  expect(root.style.fontSize).toBe("18px");
});

it("forgets options that the app no longer has", () => {
  setThemeOptions({ baseRadius: "full", textColor: "navy" });
  setThemeOptions({});
  expect([property("--radius"), property("--ink")]).toEqual(["", ""]);
});
