import { useEffect } from "react";
import { useSession } from "../elements/page";
import { Later, useLater } from "../kit/later";
import { openDialog } from "./dialogs";
import { useValue } from "./hooks";

const dialogs = new Later(() => import("./Dialogs").then((module) => module.DIALOGS));

/** Shows the dialog that is open; dialogs are fetched with the first one. */
export function DialogHost() {
  const name = useValue(openDialog);
  const { missing } = useValue(useSession().navigation);
  useEffect(() => {
    if (missing) openDialog.set("page not found");
  }, [missing]);
  const known = useLater(dialogs, name !== null);
  const Dialog = name && known?.[name];
  return Dialog ? <Dialog close={() => openDialog.set(null)} /> : null;
}
