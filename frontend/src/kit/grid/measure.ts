/** How wide a text is in a grid's cell, in pixels; all digits are as wide there. */
const USUAL_WIDTH = 7.4;

export function measureText(): (text: string) => number {
  const context = document.createElement("canvas").getContext("2d");
  if (!context) return (text) => text.length * USUAL_WIDTH;
  const family =
    getComputedStyle(document.documentElement).getPropertyValue("--font") || "sans-serif";
  context.font = `14px ${family}`;
  return (text) => context.measureText(text.slice(0, 200).replace(/\d/g, "0")).width;
}
