import { useEffect } from "react";
import { useNode } from "../elements/page";
import { IconButton } from "../kit/Button";
import { Glyph } from "../kit/Glyph";
import { MainBlock } from "./MainBlock";
import { narrow } from "./narrow";

interface SidebarProps {
  id: number | undefined;
  isCollapsed: boolean;
  collapse(): void;
}

/** The column beside the page, once something is in it; over the page where there is no room beside. */
export function Sidebar({ id, isCollapsed, collapse }: SidebarProps) {
  const isEmpty = !useNode(id)?.children.length;
  useEffect(() => {
    if (isCollapsed || isEmpty) return;
    const leave = (event: KeyboardEvent): void => {
      if (event.key === "Escape" && narrow.matches && !event.defaultPrevented) collapse();
    };
    addEventListener("keydown", leave);
    return () => removeEventListener("keydown", leave);
  }, [isCollapsed, isEmpty, collapse]);
  if (isEmpty) return null;
  return (
    <>
      <section
        className="stSidebar"
        id="stSidebar"
        data-testid="stSidebar"
        data-collapsed={isCollapsed}
        aria-label="Sidebar"
        inert={isCollapsed}
      >
        <div className="stSidebarContent" data-testid="stSidebarContent">
          <div className="stSidebarHeader" data-testid="stSidebarHeader">
            <div className="stSidebarCollapseButton" data-testid="stSidebarCollapseButton">
              <IconButton
                label="Collapse sidebar"
                aria-controls="stSidebar"
                aria-expanded={true}
                onClick={collapse}
              >
                <Glyph name="sidebarClose" />
              </IconButton>
            </div>
          </div>
          <div className="stSidebarUserContent" data-testid="stSidebarUserContent">
            <MainBlock id={id} />
          </div>
        </div>
      </section>
      {!isCollapsed && <div className="sidebarScrim" aria-hidden="true" onPointerDown={collapse} />}
    </>
  );
}
