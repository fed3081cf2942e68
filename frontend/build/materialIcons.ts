/** Material's outlined icons as modules of a few kilobytes each, so that an app fetches only what it draws. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Plugin } from "vite";
import { ICON_SHARDS, iconShard } from "../src/kit/iconShard.ts";

const MODULE = "virtual:material-icons";

type Drawings = Record<string, string>;

function drawings(): Drawings[] {
  const path = createRequire(import.meta.url).resolve("@iconify-json/material-symbols/icons.json");
  const { icons } = JSON.parse(readFileSync(path, "utf8")) as {
    icons: Record<string, { body: string }>;
  };
  const shards = Array.from({ length: ICON_SHARDS }, (): Drawings => ({}));
  for (const [id, icon] of Object.entries(icons)) {
    if (/-(outline|rounded|sharp)(-|$)/.test(id)) continue;
    const name = id.replaceAll("-", "_");
    const shard = shards[iconShard(name)];
    if (shard) shard[name] = (icons[`${id}-outline`] ?? icon).body;
  }
  return shards;
}

export function materialIcons(): Plugin {
  let shards: Drawings[] | undefined;
  return {
    name: "material-icons",
    resolveId: (id) => (id.startsWith(MODULE) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${MODULE}`)) return;
      const shard = id.slice(MODULE.length + 2);
      if (shard) {
        shards ??= drawings();
        return `export default ${JSON.stringify(shards[Number(shard)])}`;
      }
      const loaders = Array.from(
        { length: ICON_SHARDS },
        (_, i) => `() => import("${MODULE}/${i}")`,
      );
      return `export const loaders = [${loaders.join()}]`;
    },
  };
}
