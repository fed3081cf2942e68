import { Button } from "react-aria-components";

/** The last word of a server that will not talk to this page. */
export function Refusal({ message }: { message: string }) {
  return (
    <div className="dialogOverlay" role="alert">
      <div className="dialogBox">
        <div className="dialog">
          <h2>The connection was refused</h2>
          <p>{message}</p>
          <div className="dialogActions">
            <Button className="button" data-variant="primary" onPress={() => location.reload()}>
              Reload the page
            </Button>
          </div>
        </div>
      </div>
    </div>
  );
}
