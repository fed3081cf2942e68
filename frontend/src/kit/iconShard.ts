export const ICON_SHARDS = 64;

/** Gives the part of the icons that a name is in: parts of one size, so that a few icons cost a few kilobytes. */
export function iconShard(name: string): number {
  let hash = 0;
  for (let i = 0; i < name.length; i++) hash = (hash * 31 + name.charCodeAt(i)) % 65_521;
  return hash % ICON_SHARDS;
}
