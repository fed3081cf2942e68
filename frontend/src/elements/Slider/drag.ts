/** Moving a slider's thumbs: what the user holds is shown at once, and told when they pause or let go. */
import { type PointerEvent, useEffect, useRef, useState } from "react";
import { moved, nearestThumb, type Scale, valueAt } from "./track";

const PAUSE_MILLISECONDS = 200;

interface Drag {
  values: readonly number[];
  /** The thumb that is held, or -1. */
  held: number;
  handlers: {
    onPointerDown(event: PointerEvent<HTMLElement>): void;
    onPointerMove(event: PointerEvent<HTMLElement>): void;
    onPointerUp(): void;
    onPointerCancel(): void;
  };
}

export function useDrag(
  shown: readonly number[],
  scale: Scale,
  commit: (values: number[]) => void,
): Drag {
  const [moving, setMoving] = useState<{ thumb: number; values: number[] } | null>(null);
  const pause = useRef(0);
  useEffect(() => () => clearTimeout(pause.current), []);

  const move = (thumb: number, event: PointerEvent<HTMLElement>): void => {
    const values = moved(moving?.values ?? shown, thumb, valueAt(position(event), scale));
    setMoving({ thumb, values });
    clearTimeout(pause.current);
    pause.current = window.setTimeout(() => commit(values), PAUSE_MILLISECONDS);
  };
  const letGo = (): void => {
    clearTimeout(pause.current);
    if (moving) commit(moving.values);
    setMoving(null);
  };
  return {
    values: moving?.values ?? shown,
    held: moving?.thumb ?? -1,
    handlers: {
      onPointerDown: (event) => {
        if (event.button !== 0) return;
        const track = event.currentTarget;
        track.setPointerCapture(event.pointerId);
        const thumb = nearestThumb(valueAt(position(event), scale), shown);
        move(thumb, event);
        event.preventDefault();
        track.querySelectorAll("input")[thumb]?.focus({ preventScroll: true });
      },
      onPointerMove: (event) => moving && move(moving.thumb, event),
      onPointerUp: letGo,
      onPointerCancel: letGo,
    },
  };
}

function position({ currentTarget, clientX }: PointerEvent<HTMLElement>): number {
  const { left, width } = currentTarget.getBoundingClientRect();
  const along = (clientX - left) / width;
  return getComputedStyle(currentTarget).direction === "rtl" ? 1 - along : along;
}
