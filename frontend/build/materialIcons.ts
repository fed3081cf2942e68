/** Material's outlined icons as one module per first letter, so that an app fetches the few kilobytes it needs. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Plugin } from "vite";

const MODULE = "virtual:material-icons";

function drawings(): Map<string, Record<string, string>> {
  const path = createRequire(import.meta.url).resolve("@iconify-json/material-symbols/icons.json");
  const { icons } = JSON.parse(readFileSync(path, "utf8")) as { icons: Record<string, { body: string }> };
  const groups = new Map<string, Record<string, string>>();
  for (const [name, icon] of Object.entries(icons)) {
    if (/-(outline|rounded|sharp)(-|$)/.test(name)) continue;
    const group = groups.get(name.charAt(0)) ?? {};
    group[name.replaceAll("-", "_")] = (icons[`${name}-outline`] ?? icon).body;
    groups.set(name.charAt(0), group);
  }
  return groups;
}

export function materialIcons(): Plugin {
  let groups: ReturnType<typeof drawings> | undefined;
  return {
    name: "material-icons",
    resolveId: (id) => (id.startsWith(MODULE) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${MODULE}`)) return;
      groups ??= drawings();
      const letter = id.slice(MODULE.length + 2);
      if (letter) return `export default ${JSON.stringify(groups.get(letter))}`;
      const loaders = [...groups.keys()].map((key) => `${JSON.stringify(key)}: () => import("${MODULE}/${key}")`);
      return `export const loaders = {${loaders.join()}}`;
    },
  };
}
