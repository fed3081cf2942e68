/** An edge between a part at a side of the window and the rest: dragged, or moved with the arrow keys. */
import type { KeyboardEvent, PointerEvent } from "react";

/** How far keys move an edge, in pixels to the right. */
const STEPS: Record<string, number> = {
  ArrowRight: 20,
  ArrowLeft: -20,
};

interface Edge {
  /** The side of the window at which the part stands. */
  side: "left" | "right";
  label: string;
  least: number;
  most: number;
  /** How wide the part was made, if it was. */
  value: number | undefined;
  /** How wide it is now. */
  width(): number;
  resize(pixels: number): void;
  /** What a double click does. */
  reset?: () => void;
}

export interface EdgeProps {
  role: "separator";
  tabIndex: number;
  "aria-orientation": "vertical";
  "aria-label": string;
  "aria-valuenow": number | undefined;
  "aria-valuemin": number;
  "aria-valuemax": number;
  onPointerDown(event: PointerEvent<HTMLElement>): void;
  onPointerMove(event: PointerEvent<HTMLElement>): void;
  onKeyDown(event: KeyboardEvent<HTMLElement>): void;
  onDoubleClick: (() => void) | undefined;
}

export function edgeProps(edge: Edge): EdgeProps {
  const { side, label, least, most, value, width, resize, reset } = edge;
  const become = (pixels: number): void =>
    resize(Math.round(Math.min(Math.max(pixels, least), most)));
  return {
    role: "separator",
    tabIndex: 0,
    "aria-orientation": "vertical",
    "aria-label": label,
    "aria-valuenow": value,
    "aria-valuemin": least,
    "aria-valuemax": most,
    onPointerDown: (event) => {
      event.preventDefault(); // no text is selected on the way
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: ({ currentTarget, pointerId, clientX }) => {
      if (!currentTarget.hasPointerCapture(pointerId)) return;
      become(side === "left" ? clientX : window.innerWidth - clientX);
    },
    onKeyDown: (event) => {
      const by = STEPS[event.key];
      if (by === undefined) return;
      event.preventDefault();
      become(width() + (side === "left" ? by : -by));
    },
    onDoubleClick: reset,
  };
}
