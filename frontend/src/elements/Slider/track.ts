/** Where on a slider's track something is, and what value that means. */

export interface Scale {
  minimum: number;
  maximum: number;
  step: number;
}

/** Gives the position of a value from 0 to 1. */
export function fraction(value: number, { minimum, maximum }: Scale): number {
  if (maximum <= minimum) return 0;
  return Math.min(1, Math.max(0, (value - minimum) / (maximum - minimum)));
}

/** Gives the value nearest to a position, on the grid that the step makes. */
export function valueAt(position: number, { minimum, maximum, step }: Scale): number {
  const raw = minimum + Math.min(1, Math.max(0, position)) * (maximum - minimum);
  const snapped = minimum + Math.round((raw - minimum) / step) * step;
  return Math.min(maximum, Math.max(minimum, Number(snapped.toPrecision(15))));
}

/** Gives the thumb that a press at a value takes; where two stand together, the one that can move there. */
export function nearestThumb(value: number, thumbs: readonly number[]): number {
  let nearest = 0;
  thumbs.forEach((thumb, i) => {
    const before = Math.abs(value - (thumbs[nearest] ?? 0));
    const distance = Math.abs(value - thumb);
    if (distance < before || (distance === before && value > thumb)) nearest = i;
  });
  return nearest;
}

/** Gives the values after a thumb was moved; thumbs do not pass each other. */
export function moved(values: readonly number[], thumb: number, value: number): number[] {
  const low = values[thumb - 1] ?? -Infinity;
  const high = values[thumb + 1] ?? Infinity;
  return values.with(thumb, Math.min(high, Math.max(low, value)));
}
