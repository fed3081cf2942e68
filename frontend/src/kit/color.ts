/** What a colour that an app has chosen asks of those around it. */

/** Gives red, green and blue from 0 to 255; undefined where the browser knows no such colour. */
function channels(color: string): [number, number, number] | undefined {
  const pen = document.createElement("canvas").getContext("2d");
  if (!pen || !CSS.supports("color", color)) return undefined;
  pen.fillStyle = color;
  pen.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = pen.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

/** Gives the relative luminance of WCAG 2, from 0 (black) to 1 (white). */
function luminance(rgb: readonly [number, number, number]): number {
  const [red, green, blue] = rgb.map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Whether text on this colour has to be light; undefined where it is no colour. */
export function isDark(color: string): boolean | undefined {
  const rgb = channels(color);
  return rgb && luminance(rgb) < 0.32;
}
