/** An emoji by its GitHub name; one that is none of them stays as written. */
import { useLater } from "../later";
import { emojiNames } from "./emojiNames";

export function Emoji({ name }: { name: string }) {
  const known = useLater(emojiNames);
  if (!known) return <span className="markdownArriving">□</span>;
  return Object.hasOwn(known, name) ? known[name] : `:${name}:`;
}
