/** A drawer whose inner edge moves. */
import { type RefObject, useState } from "react";
import { type EdgeProps, edgeProps } from "../../kit/edge";

const LEAST_PIXELS = 200;

interface Drawer {
  /** What the user made of the width, if anything. */
  width: number | undefined;
  edge: EdgeProps;
}

export function useDrawer(box: RefObject<HTMLElement | null>, side: "left" | "right"): Drawer {
  const [width, resize] = useState<number>();
  const edge = edgeProps({
    side,
    label: "Width",
    least: LEAST_PIXELS,
    most: window.innerWidth,
    value: width,
    width: () => width ?? box.current?.offsetWidth ?? 0,
    resize,
  });
  return { width, edge };
}
