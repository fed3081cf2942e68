/** The page around the app: header, sidebar, the middle, and what lies over them. */
import { type ReactNode, useLayoutEffect, useRef } from "react";
import { NodeList } from "../elements/NodeView";
import { useNode, useSession } from "../elements/page";
import "./App.css";
import { useArrival } from "./arrival";
import { useCollapsing } from "./collapsing";
import { DialogHost } from "./DialogHost";
import { Header } from "./Header";
import { useRoot } from "./hooks";
import { MainBlock } from "./MainBlock";
import { Notices } from "./Notices";
import { useMenu } from "./navigation/navigation";
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
  const around = useSurroundings();
  const [main, side, over] = useNode(useRoot())?.children ?? [];
  const overlays = useNode(over)?.children ?? [];
  const { navigation, place } = useMenu();
  const hasSidebar = Boolean(useNode(side)?.children.length) || place === "sidebar";
  const { isCollapsed, isLocked, setCollapsed } = useCollapsing(around.sidebar);
  const isSidebarOpen = hasSidebar && !isCollapsed;
  useArrival();
  return (
    <div
      className="stAppViewContainer appview-container"
      data-testid="stAppViewContainer"
      data-layout={around.layout || "narrow"}
    >
      <a className="stSkipToContent" data-testid="stSkipToContent" href="#stMain">
        Skip to the content
      </a>
      {hasSidebar && (
        <Sidebar
          id={side}
          navigation={place === "sidebar" ? navigation : undefined}
          logo={around.logo}
          width={around.sidebar_width}
          isCollapsed={isCollapsed}
          isLocked={isLocked}
          collapse={() => setCollapsed(true)}
        />
      )}
      <div className="appColumn">
        <Header
          navigation={place === "top" ? navigation : undefined}
          logo={isSidebarOpen ? undefined : around.logo}
          canExpand={hasSidebar && isCollapsed}
          expand={() => setCollapsed(false)}
        />
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
