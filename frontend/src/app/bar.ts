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
  push: (place) => write(() => history.pushState(null, "", href(place))),
  replace: (place) => write(() => history.replaceState(null, "", href(place))),
};
