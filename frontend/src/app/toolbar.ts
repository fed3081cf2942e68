/** What the operator lets the top of the page offer. */
import { useSession } from "../elements/page";
import { useValue } from "./hooks";

const OWN_MACHINE = new Set(["localhost", "127.0.0.1", "[::1]"]);

export interface Toolbar {
  hasMenu: boolean;
  isBare: boolean;
  /** Whether what concerns all users of the app is offered, too. */
  isForDevelopers: boolean;
}

export function useToolbar(): Toolbar {
  const { toolbar, hide_top_bar: isBare = false } = useValue(useSession().appearance);
  return {
    isBare,
    hasMenu: toolbar !== "minimal" && !isBare,
    isForDevelopers: toolbar ? toolbar === "developer" : OWN_MACHINE.has(location.hostname),
  };
}
