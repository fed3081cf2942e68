import { useState } from "react";
import { Button } from "react-aria-components";
import { useValue } from "./hooks";
import { session } from "./session";

let runsAlways = false;

/** Offers to run the script again after it was edited. */
export function Notices() {
  const isChanged = useValue(session.sourceChanged);
  const [, redraw] = useState(0);
  if (!isChanged) return null;
  if (runsAlways) {
    queueMicrotask(() => session.rerun());
    return null;
  }
  return (
    <div className="notice" role="status" data-testid="stSourceChanged">
      <span>The script was edited.</span>
      <Button className="button" data-variant="primary" onPress={() => session.rerun()}>
        Rerun
      </Button>
      <Button
        className="button"
        data-variant="secondary"
        onPress={() => {
          runsAlways = true;
          redraw(1);
        }}
      >
        Always rerun
      </Button>
    </div>
  );
}
