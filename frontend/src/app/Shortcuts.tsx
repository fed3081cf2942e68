import { useSession } from "../elements/page";
import { useShortcut } from "../kit/shortcut";
import { openDialog } from "./dialogs";
import { useValue } from "./hooks";
import { useToolbar } from "./toolbar";

/** The keys of the shell: `r` runs the script again, `c` asks whether to clear the caches. */
export function Shortcuts() {
  const session = useSession();
  const { isForDevelopers } = useToolbar();
  const isAsking = useValue(openDialog) !== null;
  useShortcut("r", () => session.rerun(), isAsking);
  useShortcut("c", () => openDialog.set("clear caches"), isAsking || !isForDevelopers);
  return null;
}
