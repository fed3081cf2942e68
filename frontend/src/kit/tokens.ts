/** The design tokens as values, for what draws without CSS; told anew when the theme changes. */
import { useSyncExternalStore } from "react";

export type Tokens = (name: string) => string;

let tokens: Tokens | undefined;

function read(): Tokens {
  if (!tokens) {
    const style = getComputedStyle(document.documentElement);
    tokens = (name) => style.getPropertyValue(name).trim();
  }
  return tokens;
}

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(() => {
    tokens = undefined;
    listener();
  });
  observer.observe(document.documentElement, { attributeFilter: ["data-theme", "style"] });
  return () => observer.disconnect();
}

/** Gives the value of a token by the name of its custom property; a new function whenever the theme changes. */
export function useTokens(): Tokens {
  return useSyncExternalStore(subscribe, read);
}
