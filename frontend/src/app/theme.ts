/** Light, dark, or as the system has it; and the theme options of the app as custom properties. */
import { Value } from "../core/value";
import { isDark } from "../kit/color";

export type ThemeChoice = "system" | "light" | "dark";
type Theme = "light" | "dark";
type Options = Readonly<Record<string, string>>;

const STORED = "millstream-theme";
const prefersDark = matchMedia("(prefers-color-scheme: dark)");

const COLORS = ["red", "orange", "yellow", "green", "blue", "violet", "gray"];
const PROPERTIES: Readonly<Record<string, string>> = {
  primaryColor: "--accent",
  backgroundColor: "--bg",
  secondaryBackgroundColor: "--surface",
  textColor: "--ink",
  borderColor: "--line",
  linkColor: "--link",
  ...Object.fromEntries(COLORS.map((color) => [`${color}Color`, `--${color}`])),
};
const FONTS: Readonly<Record<string, string>> = {
  font: "--font",
  headingFont: "--font-heading",
  codeFont: "--font-mono",
};
const FAMILIES: Readonly<Record<string, string>> = {
  "sans serif": '"Geist Variable", system-ui, sans-serif',
  "sans-serif": '"Geist Variable", system-ui, sans-serif',
  serif: '"Source Serif 4 Variable", Georgia, serif',
  monospace: '"Geist Mono Variable", ui-monospace, monospace',
};
const RADII: Readonly<Record<string, string>> = {
  none: "0px",
  small: "0.25rem",
  medium: "0.5rem",
  large: "1rem",
  full: "1.25rem",
};

/** The theme in which the page is drawn. */
export const shownTheme = new Value<Theme>("light");
export const themeChoice = new Value<ThemeChoice>(firstChoice());
let options: Options = {};

/** Gives the theme that the user sees: their own choice, else the app's, else the system's. */
export function currentTheme(): Theme {
  const choice = themeChoice.get();
  if (choice !== "system") return choice;
  return appTheme() ?? (prefersDark.matches ? "dark" : "light");
}

/** Has the user choose; the choice is kept in this browser. */
export function chooseTheme(choice: ThemeChoice): void {
  try {
    localStorage.setItem(STORED, choice);
  } catch {
    // A browser that keeps nothing still shows the choice until the page is left.
  }
  themeChoice.set(choice);
}

/** Keeps the page's theme as it was chosen. */
export function followTheme(): void {
  themeChoice.subscribe(show);
  prefersDark.addEventListener("change", show);
  show();
}

/** Takes the app's theme options. */
export function setThemeOptions(given: Options): void {
  options = given;
  show();
}

function firstChoice(): ThemeChoice {
  const asked = new URLSearchParams(location.search)
    .getAll("embed_options")
    .flatMap((value) => value.split(","));
  if (asked.includes("dark_theme")) return "dark";
  if (asked.includes("light_theme")) return "light";
  try {
    const stored = localStorage.getItem(STORED);
    return stored === "light" || stored === "dark" ? stored : "system";
  } catch {
    return "system";
  }
}

/** Gives the theme that the app's options are made for, if they say so. */
function appTheme(): Theme | undefined {
  const dark = options.backgroundColor ? isDark(options.backgroundColor) : undefined;
  if (dark !== undefined) return dark ? "dark" : "light";
  return options.base === "dark" || options.base === "light" ? options.base : undefined;
}

/** Writes the theme on the page; the app's colours hold in the theme they are made for, its shapes in both. */
function show(): void {
  const root = document.documentElement;
  const theme = currentTheme();
  root.dataset.theme = theme;
  shownTheme.set(theme);
  const holds = (appTheme() ?? theme) === theme;
  const wanted: Record<string, string | undefined> = { ...shapes(), ...(holds && colors()) };
  const known = [...Object.values(PROPERTIES), ...Object.values(FONTS), "--on-accent", "--radius"];
  for (const property of known) root.style.setProperty(property, wanted[property] ?? "");
  root.style.fontSize = wanted["font-size"] ?? "";
}

function colors(): Record<string, string | undefined> {
  const { primaryColor } = options;
  const accentIsDark = primaryColor ? isDark(primaryColor) : undefined;
  return {
    ...Object.fromEntries(
      Object.entries(PROPERTIES).map(([name, property]) => [property, options[name]]),
    ),
    "--on-accent": accentIsDark === undefined ? undefined : accentIsDark ? "#fff" : "#06211f",
  };
}

function shapes(): Record<string, string | undefined> {
  const families = Object.entries(FONTS).map(([name, property]) => [
    property,
    family(options[name]),
  ]);
  const { baseRadius = "", baseFontSize = "" } = options;
  return {
    ...Object.fromEntries(families),
    "--radius": (RADII[baseRadius] ?? baseRadius) || undefined,
    "font-size": /^\d+$/.test(baseFontSize) ? `${baseFontSize}px` : baseFontSize || undefined,
  };
}

function family(name: string | undefined): string | undefined {
  if (name === "serif") void import("../kit/serif.css");
  return name && (FAMILIES[name] ?? name);
}
