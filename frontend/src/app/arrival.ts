/** What happens when another page of the app is drawn. */
import { useEffect } from "react";
import { useSession } from "../elements/page";
import { lastPosition } from "./bar";

/** Shows the part of the page that was seen last, or its top, and moves the focus there if it was on what is gone. */
export function useArrival(): void {
  const { arrivals } = useSession();
  useEffect(
    () =>
      arrivals.subscribe(() => {
        scrollTo(0, lastPosition());
        if (document.activeElement === document.body) {
          document.getElementById("stMain")?.focus({ preventScroll: true });
        }
      }),
    [arrivals],
  );
}
