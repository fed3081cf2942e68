/** The page around the app: header, sidebar, the middle, and what lies over them. */
import { useEffect, useState } from "react";
import { session } from "./session";
import { embedding } from "./embedding";
import { Header } from "./Header";
import { useNode, useRoot, useValue } from "./hooks";
import { MainBlock } from "./MainBlock";
import { Notices } from "./Notices";
import { Refusal } from "./Refusal";
import { Shortcuts } from "./Shortcuts";
import { Sidebar } from "./Sidebar";
import { applyOptions } from "./theme";
import { useSurroundings } from "./surroundings";
import "./App.css";

export function App() {
  const refused = useValue(session.refused);
  const welcome = useValue(session.welcome);
  useEffect(() => applyOptions(welcome?.theme ?? {}), [welcome]);
  return (
    <StatusFrame>
      <a className="stSkipToContent" data-testid="stSkipToContent" href="#main">
        Skip to the content
      </a>
      <Page />
      <Shortcuts />
      <Notices />
      {refused && <Refusal message={refused} />}
    </StatusFrame>
  );
}

/** The only component that hears of each change of the run's state; what it frames is not drawn again for that. */
function StatusFrame({ children }: { children: React.ReactNode }) {
  const run = useValue(session.run);
  const connection = useValue(session.connectionState);
  return (
    <div
      className="stApp"
      data-testid="stApp"
      data-test-connection-state={connection}
      data-test-script-state={run}
    >
      {children}
    </div>
  );
}

function Page() {
  const root = useRoot();
  const { layout, sidebar } = useSurroundings();
  const [isCollapsed, setCollapsed] = useState<boolean | null>(null);
  const startsCollapsed = sidebar === "collapsed" || (sidebar !== "expanded" && innerWidth < 768);
  const collapsed = isCollapsed ?? startsCollapsed;
  const node = useNode(root ?? -1);
  const [main, side] = node?.children ?? [];
  return (
    <div className="stAppViewContainer" data-testid="stAppViewContainer" data-layout={layout || "narrow"}>
      {side !== undefined && <Sidebar id={side} isCollapsed={collapsed} collapse={() => setCollapsed(true)} />}
      <div className="appColumn">
        {!embedding.hidesHeader && (
          <Header side={side} isCollapsed={collapsed} expand={() => setCollapsed(false)} />
        )}
        <main className="stMain" data-testid="stMain" id="main" tabIndex={-1}>
          <div className="stMainBlockContainer block-container" data-testid="stMainBlockContainer">
            {main !== undefined && <MainBlock id={main} />}
          </div>
        </main>
      </div>
    </div>
  );
}
