/** A value that is fetched when it is first needed; until then, who draws decides what stands in its place. */
import { useSyncExternalStore } from "react";

export class Later<T> {
  private value: T | undefined;
  private isAsked = false;
  private listeners = new Set<() => void>();

  constructor(private readonly load: () => Promise<T>) {}

  /** Asks for the value, unless that was done; after a failure the next call asks again. */
  fetch = (): void => {
    if (this.isAsked) return;
    this.isAsked = true;
    this.load().then(
      (value) => {
        this.value = value;
        for (const listener of [...this.listeners]) listener();
      },
      () => {
        this.isAsked = false;
      },
    );
  };

  get = (): T | undefined => this.value;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}

/** Gives the value once it is there, and fetches it if it is needed. */
export function useLater<T>(later: Later<T>, isNeeded = true): T | undefined {
  const value = useSyncExternalStore(later.subscribe, later.get);
  if (isNeeded && value === undefined) later.fetch();
  return value;
}
