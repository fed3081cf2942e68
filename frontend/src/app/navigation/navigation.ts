/** The menu of the app's pages: whether there is one, and its components, which are fetched for the first that there is. */
import { useSession } from "../../elements/page";
import { Later } from "../../kit/later";
import type { Navigation } from "../../protocol/messages";
import { useValue } from "../hooks";
import { useNarrow } from "../narrow";

export const menus = new Later(() => import("./menus"));

interface Menu {
  navigation: Navigation;
  /** Where it is; at the top only where there is room. */
  place: "sidebar" | "top" | "nowhere";
}

export function useMenu(): Menu {
  const navigation = useValue(useSession().navigation);
  const isNarrow = useNarrow();
  if (!navigation.sections?.length) return { navigation, place: "nowhere" };
  return { navigation, place: navigation.is_top && !isNarrow ? "top" : "sidebar" };
}
