/** How wide the user has made the sidebar, in pixels; kept in this browser, whatever the app says later. */
import { Value } from "../core/value";

const STORED = "millstream-sidebar-width";
export const LEAST_PIXELS = 200;
export const MOST_PIXELS = 600;

export const sidebarWidth = new Value<number | undefined>(kept());

/** Makes it so wide, or as wide as the app says. */
export function resizeSidebar(pixels: number | undefined): void {
  try {
    if (pixels) localStorage.setItem(STORED, String(pixels));
    else localStorage.removeItem(STORED);
  } catch {
    // A browser that keeps nothing still shows it so until the page is left.
  }
  sidebarWidth.set(pixels);
}

function kept(): number | undefined {
  try {
    const pixels = Number(localStorage.getItem(STORED));
    return pixels >= LEAST_PIXELS && pixels <= MOST_PIXELS ? pixels : undefined;
  } catch {
    return undefined;
  }
}
