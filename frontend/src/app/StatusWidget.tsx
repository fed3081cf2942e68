import { useEffect, useRef, useState } from "react";
import type { ConnectionState } from "../core/connection";
import type { RunState } from "../core/session";
import { useSession } from "../elements/page";
import { useValue } from "./hooks";

const PATIENCE_MILLISECONDS = 200;
/** How long what nobody has asked for, such as a timer's run, goes on before that is said. */
const LONG_PATIENCE_MILLISECONDS = 1000;
const WORDS: Partial<Record<RunState, string>> = {
  running: "Running",
  rerunRequested: "Running",
  stopRequested: "Stopping",
};
const AWAY: ReadonlySet<ConnectionState> = new Set(["CONNECTING", "PINGING_SERVER"]);

/** Says that the script runs, or that the server is away; both only once that has lasted a moment. */
export function StatusWidget() {
  const session = useSession();
  const word = useLasting(useWord(), useValue(session.run));
  if (!word) return null;
  return (
    <div className="stStatusWidget" data-testid="stStatusWidget" role="status">
      <i className="streamMark" data-testid="stStatusWidgetRunningIcon" aria-hidden="true" />
      <span
        className="stConnectionStatus"
        data-testid={word === "Connecting" ? "stConnectionStatus" : undefined}
      >
        {word}
      </span>
      {word === "Running" && (
        <button
          type="button"
          className="stopButton"
          data-testid="stBaseButton-header"
          onClick={() => session.stop()}
        >
          Stop
        </button>
      )}
    </div>
  );
}

function useWord(): string {
  const { run, connectionState } = useSession();
  const word = WORDS[useValue(run)] ?? "";
  return AWAY.has(useValue(connectionState)) ? "Connecting" : word;
}

/** Gives a word once there has been one for a moment; what comes and goes at once is never shown. */
function useLasting(word: string, run: RunState): string {
  const [isLasting, setLasting] = useState(false);
  const before = useRef(run);
  const isWord = word !== "";
  useEffect(() => {
    if (run !== "running") before.current = run;
    if (!isWord) {
      setLasting(false);
      return;
    }
    const isByItself = before.current === "notRunning" && run === "running";
    const patience = isByItself ? LONG_PATIENCE_MILLISECONDS : PATIENCE_MILLISECONDS;
    const timer = setTimeout(() => setLasting(true), patience);
    return () => clearTimeout(timer);
  }, [isWord, run]);
  return isLasting ? word : "";
}
