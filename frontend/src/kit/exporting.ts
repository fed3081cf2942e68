/** Whether users may take data out of the app: the operator's choice, which a script may change. */
import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
let isAllowed = true;

export const exporting = {
  isAllowed: (): boolean => isAllowed,

  allow(is: boolean): void {
    isAllowed = is;
    for (const listener of [...listeners]) listener();
  },
};

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useExporting(): boolean {
  return useSyncExternalStore(subscribe, exporting.isAllowed);
}
