/** Links to pages of the app: they go there without loading anything, unless the user wants a tab of its own. */
import { type MouseEvent, useCallback, useSyncExternalStore } from "react";
import type { Place } from "../core/whereabouts";
import { useSession } from "./page";

interface LinkProps {
  href: string;
  onClick(event: MouseEvent): void;
}

/** Gives the function that makes the properties of a link to a place. */
export function useFollow(): (place: Place) => LinkProps {
  const session = useSession();
  return useCallback(
    (place) => ({
      href: session.href(place),
      onClick: (event) => {
        if (isForNewTab(event)) return;
        event.preventDefault();
        session.navigate(place);
      },
    }),
    [session],
  );
}

/** Whether a page of the app is open. */
export function useIsOpen(path: string): boolean {
  const { place } = useSession();
  return useSyncExternalStore(place.subscribe, () => place.get().path === path);
}

function isForNewTab(event: MouseEvent): boolean {
  return event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}

/** Gives the properties of a link that leads out of the app. */
export function elsewhere(href: string): { href: string; target: string; rel: string } {
  return { href, target: "_blank", rel: "noopener noreferrer" };
}
