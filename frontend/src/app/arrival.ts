/** What happens when another page of the app is drawn. */
import { useEffect } from "react";
import { useSession } from "../elements/page";

/** Shows the top of the page that a link or the script has led to, and moves the focus there if it was on what is gone. */
export function useArrival(): void {
  const { arrivals } = useSession();
  useEffect(
    () =>
      arrivals.subscribe(() => {
        scrollTo(0, 0);
        if (document.activeElement === document.body) {
          document.getElementById("stMain")?.focus({ preventScroll: true });
        }
      }),
    [arrivals],
  );
}
