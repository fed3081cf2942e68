import { useSession } from "../elements/page";
import { Button } from "../kit/Button";
import { useValue } from "./hooks";

/** The last word of a server that will not talk to this page. */
export function Refusal() {
  const refusal = useValue(useSession().refused);
  if (!refusal) return null;
  return (
    <div className="dialogOverlay" role="alertdialog" aria-label="This page cannot go on">
      <div className="dialogBox">
        <div className="dialog" data-testid="stRefusal">
          <h2 className="dialogTitle">This page cannot go on</h2>
          <p>{refusal.message}</p>
          {refusal.reload && (
            <div className="dialogActions">
              <Button variant="primary" onClick={() => location.reload()}>
                Reload the page
              </Button>
            </div>
          )}
        </div>
      </div>
    </div>
  );
}
