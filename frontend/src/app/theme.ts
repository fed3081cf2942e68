/** Light, dark, or as the system has it; and the theme options of the app as custom properties. */
import { Value } from "../core/value";

export type ThemeChoice = "system" | "light" | "dark";
type Theme = "light" | "dark";

const STORED = "millstream-theme";
const dark = matchMedia("(prefers-color-scheme: dark)");

const PROPERTIES: Record<string, string> = {
  primaryColor: "--accent",
  backgroundColor: "--bg",
  secondaryBackgroundColor: "--surface",
  textColor: "--ink",
  borderColor: "--line",
  font: "--font",
  headingFont: "--font-heading",
  codeFont: "--font-mono",
  baseRadius: "--radius",
};

export const themeChoice = new Value<ThemeChoice>(firstChoice());

export function systemTheme(): Theme {
  return dark.matches ? "dark" : "light";
}

export function currentTheme(): Theme {
  const choice = themeChoice.get();
  return choice === "system" ? systemTheme() : choice;
}

export function chooseTheme(choice: ThemeChoice): void {
  localStorage.setItem(STORED, choice);
  themeChoice.set(choice);
}

function firstChoice(): ThemeChoice {
  const asked = new URLSearchParams(location.search).getAll("embed_options");
  if (asked.includes("dark_theme")) return "dark";
  if (asked.includes("light_theme")) return "light";
  const stored = localStorage.getItem(STORED);
  return stored === "light" || stored === "dark" ? stored : "system";
}

/** Keeps the page's theme as it was chosen. */
export function followTheme(): void {
  const show = (): void => {
    document.documentElement.dataset["theme"] = currentTheme();
  };
  themeChoice.subscribe(show);
  dark.addEventListener("change", show);
  show();
}

/** Applies the app's theme options. */
export function applyOptions(options: Record<string, string>): void {
  for (const [name, value] of Object.entries(options)) {
    const property = PROPERTIES[name];
    if (property) document.documentElement.style.setProperty(property, value);
  }
  const base = options["base"];
  if ((base === "light" || base === "dark") && themeChoice.get() === "system") themeChoice.set(base);
}
