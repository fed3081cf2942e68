/** An emoji by its GitHub name. The names come when the first one is drawn; one that is none of them stays as written. */
import { Later, useLater } from "../later";

const names = new Later(() =>
  import("markdown-it-emoji/lib/data/full.mjs").then((module) => module.default),
);

export function Emoji({ name }: { name: string }) {
  const known = useLater(names);
  if (!known) return <span className="markdownArriving">□</span>;
  return Object.hasOwn(known, name) ? known[name] : `:${name}:`;
}
