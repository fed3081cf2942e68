/** The page around the app: header, sidebar, the middle, and what lies over them. */
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { NodeList } from "../elements/NodeView";
import { useNode, useSession } from "../elements/page";
import "./App.css";
import { DialogHost } from "./DialogHost";
import { Header } from "./Header";
import { useRoot } from "./hooks";
import { MainBlock } from "./MainBlock";
import { Notices } from "./Notices";
import { narrow } from "./narrow";
import { Refusal } from "./Refusal";
import { Shortcuts } from "./Shortcuts";
import { Sidebar } from "./Sidebar";
import { useSurroundings } from "./surroundings";

export function App() {
  return (
    <Frame>
      <Page />
      <Shortcuts />
      <Notices />
      <DialogHost />
      <Refusal />
    </Frame>
  );
}

/** Says by attributes how the script and the connection are; written past React, for nothing else depends on them. */
function Frame({ children }: { children: ReactNode }) {
  const session = useSession();
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { run, connectionState } = session;
    const show = (): void => {
      box.current?.setAttribute("data-test-script-state", run.get());
      box.current?.setAttribute("data-test-connection-state", connectionState.get());
    };
    show();
    const ends = [run.subscribe(show), connectionState.subscribe(show)];
    return () => {
      for (const end of ends) end();
    };
  }, [session]);
  return (
    <div ref={box} className="stApp" data-testid="stApp">
      {children}
    </div>
  );
}

function Page() {
  const { layout, sidebar } = useSurroundings();
  const [main, side, over] = useNode(useRoot())?.children ?? [];
  const overlays = useNode(over)?.children ?? [];
  const [chosen, setCollapsed] = useState<boolean | null>(null);
  const startsCollapsed = sidebar ? sidebar === "collapsed" : narrow.matches;
  const isCollapsed = chosen ?? startsCollapsed;
  useEffect(() => {
    if (chosen === null) return;
    const other = chosen ? ".stExpandSidebarButton" : ".stSidebarCollapseButton button";
    document.querySelector<HTMLElement>(other)?.focus({ preventScroll: true });
  }, [chosen]);
  useEffect(() => {
    const forget = (): void => setCollapsed(null);
    narrow.addEventListener("change", forget);
    return () => narrow.removeEventListener("change", forget);
  }, []);
  return (
    <div
      className="stAppViewContainer appview-container"
      data-testid="stAppViewContainer"
      data-layout={layout || "narrow"}
    >
      <a className="stSkipToContent" data-testid="stSkipToContent" href="#stMain">
        Skip to the content
      </a>
      <Sidebar id={side} isCollapsed={isCollapsed} collapse={() => setCollapsed(true)} />
      <div className="appColumn">
        <Header side={side} isCollapsed={isCollapsed} expand={() => setCollapsed(false)} />
        <main className="stMain" data-testid="stMain" id="stMain" tabIndex={-1}>
          <div className="stMainBlockContainer block-container" data-testid="stMainBlockContainer">
            <MainBlock id={main} />
          </div>
          <div data-testid="stAppIframeResizerAnchor" data-iframe-height="true" />
        </main>
        <NodeList nodes={overlays} />
      </div>
    </div>
  );
}
