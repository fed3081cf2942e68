/** The drawings of Material's icons, fetched by first letter when the first icon of that letter is drawn. */
import { loaders } from "virtual:material-icons";

const drawn = new Map<string, string>();
const asked = new Set<string>();
const listeners = new Set<() => void>();

/** Gives the inside of an icon's SVG, once it is there. */
export function iconBody(name: string): string | undefined {
  const letter = name.charAt(0);
  const load = loaders[letter];
  if (!asked.has(letter) && load) {
    asked.add(letter);
    load().then(
      (module) => {
        for (const [icon, body] of Object.entries(module.default)) drawn.set(icon, body);
        for (const listener of [...listeners]) listener();
      },
      () => asked.delete(letter),
    );
  }
  return drawn.get(name);
}

export function subscribeIcons(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
