/** Whether there is no room for the sidebar beside the page: then it lies over it. `App.css` has the same number. */
import { useSyncExternalStore } from "react";

export const narrow = matchMedia("(max-width: 48rem)");

export function subscribeNarrow(listener: () => void): () => void {
  narrow.addEventListener("change", listener);
  return () => narrow.removeEventListener("change", listener);
}

export function useNarrow(): boolean {
  return useSyncExternalStore(subscribeNarrow, () => narrow.matches);
}
