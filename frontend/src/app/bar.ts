/** The address bar: what it shows below the app's address, and the history behind it. */
import type { Bar, Place } from "../core/whereabouts";

/** The address of the app: built scripts lie in `assets/` below it, whatever page of the app is open. */
export const BASE = import.meta.env.PROD
  ? new URL("..", import.meta.url).href
  : new URL("/", location.href).href;

function href({ path, query }: Place): string {
  const pieces = path.split("/").map(encodeURIComponent).join("/");
  return BASE + pieces + (query && `?${query}`);
}

function currentPath(): string {
  const path = location.pathname.slice(new URL(BASE).pathname.length).replace(/\/+$/, "");
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // not what a browser writes, but what somebody may type
  }
}

/** How far each step of the history was scrolled, by the numbers that steps have. */
const positions = new Map<number, number>();
let step = numberOfStep();
let wanted = 0;

function numberOfStep(): number {
  return (history.state as { step?: number } | null)?.step ?? 0;
}

addEventListener("scroll", () => positions.set(step, scrollY), { passive: true });
addEventListener("popstate", () => {
  step = numberOfStep();
  wanted = positions.get(step) ?? 0; // now: the browser scrolls what it still shows
});

/** Gives how far the page was scrolled when the user left this step of the history; 0 for a new one. */
export function lastPosition(): number {
  return wanted;
}

/** Changes the bar; browsers refuse that where it happens too often, and the app goes on without. */
function write(change: () => void): void {
  try {
    change();
  } catch {
    // The page is what it is, and the bar is behind.
  }
}

export const bar: Bar = {
  place: () => ({ path: currentPath(), query: location.search.slice(1) }),
  href,
  push: (place) =>
    write(() => {
      history.pushState({ step: step + 1 }, "", href(place));
      step += 1;
      wanted = 0;
    }),
  replace: (place) => write(() => history.replaceState({ step }, "", href(place))),
};
