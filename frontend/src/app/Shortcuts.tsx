import { useShortcut } from "../kit/shortcut";
import { clearCacheDialog } from "./dialogs";
import { useValue } from "./hooks";
import { session } from "./session";
import { ShellDialog } from "./ShellDialog";

/** The keys of the shell: `r` runs again, `c` asks whether to clear the caches. */
export function Shortcuts() {
  const isClearing = useValue(clearCacheDialog);
  useShortcut("r", () => session.rerun(), isClearing);
  useShortcut("c", () => clearCacheDialog.set(true), isClearing);
  if (!isClearing) return null;
  const close = (): void => clearCacheDialog.set(false);
  const clear = (): void => {
    close();
    session.clearCaches();
  };
  return (
    <ShellDialog
      title="Clear caches"
      testId="stClearCacheDialog"
      close={close}
      action={{ label: "Clear caches", run: clear }}
    >
      <p>Every cached result of this app is forgotten and computed again, for all its users.</p>
    </ShellDialog>
  );
}
