import { useEffect, useState } from "react";
import { Button } from "react-aria-components";
import type { ConnectionState } from "../core/connection";
import type { RunState } from "../core/session";
import { useValue } from "./hooks";
import { session } from "./session";

const PATIENCE = 250;
const RUNNING: ReadonlySet<RunState> = new Set(["running", "rerunRequested", "stopRequested"]);

/** Says that the script runs, or that the server is away; both only once that has lasted a moment. */
export function RunIndicator() {
  const run = useValue(session.run);
  const connection = useValue(session.connectionState);
  const word = statusWord(run, connection);
  const isShown = useLasting(word !== "");
  if (!isShown || !word) return null;
  return (
    <div className="stStatusWidget" data-testid="stStatusWidget" role="status">
      <i className="runMark" aria-hidden="true" />
      <span data-testid={word === "Connecting" ? "stConnectionStatus" : undefined}>{word}</span>
      {word === "Running" && (
        <Button className="stopButton" onPress={() => session.stop()}>
          Stop
        </Button>
      )}
    </div>
  );
}

function statusWord(run: RunState, connection: ConnectionState): string {
  if (connection === "PINGING_SERVER" || connection === "CONNECTING") return "Connecting";
  if (run === "stopRequested") return "Stopping";
  return RUNNING.has(run) ? "Running" : "";
}

function useLasting(condition: boolean): boolean {
  const [hasLasted, setLasted] = useState(false);
  useEffect(() => {
    if (!condition) return setLasted(false);
    const timer = setTimeout(() => setLasted(true), PATIENCE);
    return () => clearTimeout(timer);
  }, [condition]);
  return condition && hasLasted;
}
