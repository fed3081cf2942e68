/** A colour between two others, for what cannot read CSS's `color-mix`. */

/** The canvas knows every way in which CSS writes a colour, and gives it back as `#rrggbb`. */
function channels(color: string): [number, number, number] | undefined {
  const context = document.createElement("canvas").getContext("2d");
  if (context) context.fillStyle = color;
  const [, ...parts] = /^#(..)(..)(..)$/.exec(String(context?.fillStyle ?? color)) ?? [];
  const [red = "", green = "", blue = ""] = parts;
  return blue
    ? [Number.parseInt(red, 16), Number.parseInt(green, 16), Number.parseInt(blue, 16)]
    : undefined;
}

/** `share` is how much of `to` there is, from 0 to 1. */
export function mixed(from: string, to: string, share: number): string {
  const start = channels(from);
  const end = channels(to);
  if (!start || !end) return to;
  const mix = start.map((value, place) => Math.round(value + ((end[place] ?? 0) - value) * share));
  return `#${mix.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}
