import { useEffect, useState } from "react";
import { useSession } from "../elements/page";
import { Button } from "../kit/Button";
import { useValue } from "./hooks";

/** Offers to run the script again after it was edited, until told to do that always. */
export function Notices() {
  const session = useSession();
  const isEdited = useValue(session.sourceChanged);
  const [isAlways, setAlways] = useState(false);
  useEffect(() => {
    if (isEdited && isAlways) session.rerun();
  }, [session, isEdited, isAlways]);
  if (!isEdited || isAlways) return null;
  return (
    <div className="notice" role="status" data-testid="stSourceChanged">
      <span>The script was edited.</span>
      <Button variant="primary" onClick={() => session.rerun()}>
        Rerun
      </Button>
      <Button onClick={() => setAlways(true)}>Always rerun</Button>
    </div>
  );
}
