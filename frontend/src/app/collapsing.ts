/** Whether the sidebar is closed: as the app says or as there is room, until the user says otherwise. */
import { useEffect, useState } from "react";
import { useSession } from "../elements/page";
import type { Page } from "../protocol/messages";
import { narrow, subscribeNarrow, useNarrow } from "./narrow";

interface Collapsing {
  isCollapsed: boolean;
  isLocked: boolean;
  setCollapsed(isCollapsed: boolean): void;
}

export function useCollapsing(said: Page["sidebar"]): Collapsing {
  const { place } = useSession();
  const [chosen, setCollapsed] = useState<boolean | null>(null);
  const isNarrow = useNarrow();
  const isLocked = said === "locked" && !isNarrow;
  const isExpanded = said === "expanded" || isLocked;
  const isCollapsed = !isLocked && (chosen ?? (said === "collapsed" || (isNarrow && !isExpanded)));
  useEffect(() => {
    if (chosen === null) return;
    const other = chosen ? ".stExpandSidebarButton" : ".stSidebarCollapseButton button";
    document.querySelector<HTMLElement>(other)?.focus({ preventScroll: true });
  }, [chosen]);
  useEffect(() => subscribeNarrow(() => setCollapsed(null)), []);
  useEffect(() => {
    let { path } = place.get();
    return place.subscribe(() => {
      if (narrow.matches && place.get().path !== path) setCollapsed(true); // it lies over the page
      path = place.get().path;
    });
  }, [place]);
  return { isCollapsed, isLocked, setCollapsed };
}
