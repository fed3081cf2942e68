/** How components watch the page and the session. */
import { useCallback, useSyncExternalStore } from "react";
import type { PageNode } from "../core/store";
import type { Value } from "../core/value";
import { session } from "./session";

/** Watches one node: the component draws itself again when that node changes, and only then. */
export function useNode(id: number): PageNode | undefined {
  const subscribe = useCallback((listener: () => void) => session.page.subscribe(id, listener), [id]);
  return useSyncExternalStore(subscribe, () => session.page.get(id));
}

export function useRoot(): number | null {
  return useSyncExternalStore(session.page.subscribeRoot, () => session.page.root);
}

export function useValue<T>(value: Value<T>): T {
  return useSyncExternalStore(value.subscribe, value.get);
}
