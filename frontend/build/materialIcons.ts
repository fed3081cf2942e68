/** Material's outlined icons as modules of a few kilobytes each, so that an app fetches only what it draws. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Plugin } from "vite";
import { ICON_SHARDS, iconShard } from "../src/kit/iconShard.ts";

const MODULE = "virtual:material-icons";
const STYLED = /-(outline|rounded|sharp)$/;

/** Names that look like another style of an icon, but that users know as names of icons. */
const NAMES = `
  add_circle_outline chat_bubble_outline check_circle_outline delete_outline drive_file_rename_outline
  drive_file_move_outline error_circle_rounded error_outline help_outline label_important_outline label_outline
  lightbulb_outline lock_outline mail_outline pause_circle_outline person_outline pie_chart_outline power_rounded
  star_outline work_outline workspaces_outline
`;

/** Names of icons that the collection has only by another one. */
const RENAMED: Record<string, string> = { done_outline: "check" };

interface Collection {
  icons: Record<string, { body: string }>;
  aliases: Record<string, { parent: string }>;
}

/** Gives the inside of the SVG of each icon, by its name. */
export function drawings(): Record<string, string> {
  const path = createRequire(import.meta.url).resolve("@iconify-json/material-symbols/icons.json");
  const { icons, aliases } = JSON.parse(readFileSync(path, "utf8")) as Collection;
  const names = new Set(NAMES.trim().split(/\s+/));
  const drawn: Record<string, string> = {};
  const draw = (name: string, id: string) => {
    const icon = icons[`${id}-outline`] ?? icons[id];
    if (icon) drawn[name] = icon.body;
  };
  for (const id of [...Object.keys(icons), ...Object.keys(aliases)]) {
    const name = id.replaceAll("-", "_");
    if (!STYLED.test(id) || names.has(name)) draw(name, aliases[id]?.parent ?? id);
  }
  for (const [name, id] of Object.entries(RENAMED)) draw(name, id);
  return drawn;
}

function sharded(): Record<string, string>[] {
  const shards = Array.from({ length: ICON_SHARDS }, (): Record<string, string> => ({}));
  for (const [name, body] of Object.entries(drawings())) {
    const shard = shards[iconShard(name)];
    if (shard) shard[name] = body;
  }
  return shards;
}

export function materialIcons(): Plugin {
  let shards: Record<string, string>[] | undefined;
  return {
    name: "material-icons",
    resolveId: (id) => (id.startsWith(MODULE) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${MODULE}`)) return;
      const shard = id.slice(MODULE.length + 2);
      if (shard) {
        shards ??= sharded();
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
