import { useSession } from "../elements/page";
import { useShortcut } from "../kit/shortcut";
import { openDialog } from "./dialogs";
import { useValue } from "./hooks";

/** The keys of the shell: `r` runs the script again, `c` asks whether to clear the caches. */
export function Shortcuts() {
  const session = useSession();
  const isAsking = useValue(openDialog) !== null;
  useShortcut("r", () => session.rerun(), isAsking);
  useShortcut("c", () => openDialog.set("clear caches"), isAsking);
  return null;
}
