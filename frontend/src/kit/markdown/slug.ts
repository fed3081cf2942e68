/** The anchor of a heading: its words in lower case, joined by hyphens. */
export function slug(source: string): string {
  return (
    source
      .replace(/\]\([^)]*\)/g, "")
      .replace(/:(?:[a-z]+(?:-background|-badge)?\[|material\/)/g, " ")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu)
      ?.join("-") ?? ""
  );
}
