import { type CSSProperties, useEffect } from "react";
import { useNode } from "../elements/page";
import { IconButton } from "../kit/Button";
import { Glyph } from "../kit/Glyph";
import { useLater } from "../kit/later";
import type { Logo, Navigation } from "../protocol/messages";
import { MainBlock } from "./MainBlock";
import { narrow } from "./narrow";
import { menus } from "./navigation/navigation";

interface SidebarProps {
  id: number | undefined;
  /** The menu of pages, if it stands here. */
  navigation: Navigation | undefined;
  logo: Logo | null | undefined;
  isCollapsed: boolean;
  isLocked: boolean;
  collapse(): void;
}

/** The column beside the page, once something is in it; over the page where there is no room beside. */
export function Sidebar(props: SidebarProps) {
  const { id, navigation, logo, isCollapsed, isLocked, collapse } = props;
  const isEmpty = !useNode(id)?.children.length;
  const parts = useLater(menus, Boolean(navigation || logo));
  useEffect(() => {
    if (isCollapsed) return;
    const leave = (event: KeyboardEvent): void => {
      if (event.key === "Escape" && narrow.matches && !event.defaultPrevented) collapse();
    };
    addEventListener("keydown", leave);
    return () => removeEventListener("keydown", leave);
  }, [isCollapsed, collapse]);
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
            {logo && parts && <parts.AppLogo logo={logo} place="sidebar" />}
            <span className="toolbarSpace" />
            {!isLocked && (
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
            )}
          </div>
          {navigation &&
            (parts ? (
              <parts.SidebarNav navigation={navigation} isShared={!isEmpty} />
            ) : (
              <div style={roomFor(navigation)} />
            ))}
          {!isEmpty && (
            <div className="stSidebarUserContent" data-testid="stSidebarUserContent">
              <MainBlock id={id} />
            </div>
          )}
        </div>
      </section>
      {!isCollapsed && <div className="sidebarScrim" aria-hidden="true" onPointerDown={collapse} />}
    </>
  );
}

/** Keeps a part of the sidebar free until the menu is there. */
function roomFor({ sections = [] }: Navigation): CSSProperties {
  const lines = sections.reduce((sum, { pages }) => sum + 1 + (pages?.length ?? 0), 0);
  return { minHeight: `${lines * 2.25}rem` };
}
