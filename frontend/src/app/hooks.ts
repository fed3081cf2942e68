/** How the shell watches the session. */
import { useSyncExternalStore } from "react";
import type { Value } from "../core/value";
import { useSession } from "../elements/page";

export function useRoot(): number | undefined {
  const { page } = useSession();
  return useSyncExternalStore(page.subscribeRoot, () => page.root) ?? undefined;
}

export function useValue<T>(value: Value<T>): T {
  return useSyncExternalStore(value.subscribe, value.get);
}
