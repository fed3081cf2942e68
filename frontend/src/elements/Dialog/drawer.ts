/** A drawer whose inner edge can be dragged, or moved with the arrow keys. */
import { type KeyboardEvent, type PointerEvent, type RefObject, useState } from "react";

const LEAST_PIXELS = 200;
const STEP_PIXELS = 20;

interface Drawer {
  /** What the user made of the width, if anything. */
  width: number | undefined;
  edge: {
    tabIndex: number;
    "aria-orientation": "vertical";
    "aria-label": string;
    "aria-valuenow": number | undefined;
    onPointerDown(event: PointerEvent<HTMLElement>): void;
    onPointerMove(event: PointerEvent<HTMLElement>): void;
    onKeyDown(event: KeyboardEvent<HTMLElement>): void;
  };
}

export function useDrawer(box: RefObject<HTMLElement | null>, side: string): Drawer {
  const [width, setWidth] = useState<number>();
  const limit = (pixels: number): number =>
    Math.round(Math.min(Math.max(pixels, LEAST_PIXELS), window.innerWidth));
  const outwards = side === "left" ? 1 : -1;
  return {
    width,
    edge: {
      tabIndex: 0,
      "aria-orientation": "vertical",
      "aria-label": "Width",
      "aria-valuenow": width,
      onPointerDown: (event) => event.currentTarget.setPointerCapture(event.pointerId),
      onPointerMove: (event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
        setWidth(limit(side === "left" ? event.clientX : window.innerWidth - event.clientX));
      },
      onKeyDown: (event) => {
        const direction = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!direction) return;
        event.preventDefault();
        const now = width ?? box.current?.offsetWidth ?? 0;
        setWidth(limit(now + direction * outwards * STEP_PIXELS));
      },
    },
  };
}
