/** Emoji by their GitHub names; they come when the first one is asked for. */
import { Later } from "../later";

export const emojiNames = new Later(() =>
  import("markdown-it-emoji/lib/data/full.mjs").then((module) => module.default),
);
