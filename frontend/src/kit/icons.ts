/** The drawings of Material's icons, fetched in parts when the first icon of a part is drawn. */
import { loaders } from "virtual:material-icons";
import { iconShard } from "./iconShard";

const drawn = new Map<string, string>();
const asked = new Set<number>();
const listeners = new Set<() => void>();

/** Gives the inside of an icon's SVG, once it is there. */
export function iconBody(name: string): string | undefined {
  const shard = iconShard(name);
  if (!asked.has(shard)) {
    asked.add(shard);
    loaders[shard]?.().then(
      (module) => {
        for (const [icon, body] of Object.entries(module.default)) drawn.set(icon, body);
        for (const listener of [...listeners]) listener();
      },
      () => asked.delete(shard),
    );
  }
  return drawn.get(name);
}

export function subscribeIcons(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
