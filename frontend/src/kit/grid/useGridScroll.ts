import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { barTop, type Extent, reveal, type Scroll, scrolled } from "./geometry";

const SETTLED_AFTER_MS = 160;

interface View extends Scroll {
  left: number;
}

export interface GridScroll extends View {
  width: number;
  /** The height that rows have, without the header. */
  height: number;
  onScroll: () => void;
  revealRow: (row: number) => void;
  revealColumn: (left: number, width: number, covered: number) => void;
}

/** Follows the scroll bars and the size of a grid's box. */
export function useGridScroll(
  box: RefObject<HTMLDivElement | null>,
  content: number,
  rowHeight: number,
): GridScroll {
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [view, setView] = useState<View>({ top: 0, position: 0, left: 0 });
  const latest = useRef(view);
  const settling = useRef<ReturnType<typeof setTimeout>>(undefined);
  const extent: Extent = { content, view: Math.max(0, size.height - rowHeight) };
  const extentNow = useRef(extent);
  extentNow.current = extent;

  const show = useCallback((next: View) => {
    latest.current = next;
    setView(next);
  }, []);

  const jump = useCallback(
    (position: number) => {
      const node = box.current;
      if (!node) return;
      node.scrollTop = barTop(position, extentNow.current);
      show({ top: node.scrollTop, position, left: node.scrollLeft });
    },
    [box, show],
  );

  const onScroll = useCallback(() => {
    const node = box.current;
    if (!node) return;
    show({ ...scrolled(latest.current, node.scrollTop, extentNow.current), left: node.scrollLeft });
    clearTimeout(settling.current);
    settling.current = setTimeout(() => {
      const { position, top } = latest.current;
      if (barTop(position, extentNow.current) !== top && position !== top) jump(position);
    }, SETTLED_AFTER_MS);
  }, [box, show, jump]);

  useLayoutEffect(() => {
    const node = box.current;
    if (!node) return;
    const measure = (): void => setSize({ width: node.clientWidth, height: node.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    return () => observer.disconnect();
  }, [box]);

  useEffect(() => () => clearTimeout(settling.current), []);

  const revealRow = useCallback(
    (row: number) => {
      const { position } = latest.current;
      const next = reveal(
        Math.max(0, row) * rowHeight,
        rowHeight,
        position,
        extentNow.current.view,
      );
      if (next !== position) jump(next);
    },
    [jump, rowHeight],
  );

  const revealColumn = useCallback(
    (left: number, width: number, covered: number) => {
      const node = box.current;
      if (!node) return;
      node.scrollLeft = reveal(left - covered, width, node.scrollLeft, node.clientWidth - covered);
    },
    [box],
  );

  return { ...view, width: size.width, height: extent.view, onScroll, revealRow, revealColumn };
}
