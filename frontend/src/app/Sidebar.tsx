import { type CSSProperties, type RefObject, useEffect, useRef } from "react";
import { useNode } from "../elements/page";
import { IconButton } from "../kit/Button";
import { edgeProps } from "../kit/edge";
import { Glyph } from "../kit/Glyph";
import { useLater } from "../kit/later";
import type { Logo, Navigation } from "../protocol/messages";
import { useValue } from "./hooks";
import { MainBlock } from "./MainBlock";
import { narrow } from "./narrow";
import { menus } from "./navigation/navigation";
import { LEAST_PIXELS, MOST_PIXELS, resizeSidebar, sidebarWidth } from "./sidebarWidth";

interface SidebarProps {
  id: number | undefined;
  /** The menu of pages, if it stands here. */
  navigation: Navigation | undefined;
  logo: Logo | null | undefined;
  /** How wide the app wants it, in pixels. */
  width: number | undefined;
  isCollapsed: boolean;
  isLocked: boolean;
  collapse(): void;
}

/** The column beside the page, once something is in it; over the page where there is no room beside. */
export function Sidebar(props: SidebarProps) {
  const { id, navigation, logo, width, isCollapsed, isLocked, collapse } = props;
  const isEmpty = !useNode(id)?.children.length;
  const box = useRef<HTMLElement>(null);
  const chosen = useValue(sidebarWidth) ?? width;
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
        ref={box}
        className="stSidebar"
        id="stSidebar"
        data-testid="stSidebar"
        data-collapsed={isCollapsed}
        aria-label="Sidebar"
        inert={isCollapsed}
        style={chosen ? ({ "--sidebar": `${chosen}px` } as CSSProperties) : undefined}
      >
        <div className="stSidebarContent" data-testid="stSidebarContent">
          <div className="stSidebarHeader" data-testid="stSidebarHeader">
            {logo && parts && <parts.AppLogo logo={logo} place="sidebar" />}
            <span className="toolbarSpace" data-testid={logo ? undefined : "stLogoSpacer"} />
            {!isLocked && (
              <div className="stSidebarCollapseButton" data-testid="stSidebarCollapseButton">
                <IconButton
                  label="Collapse sidebar"
                  data-testid="stBaseButton-headerNoPadding"
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
        <Edge box={box} width={chosen} />
      </section>
      {!isCollapsed && <div className="sidebarScrim" aria-hidden="true" onPointerDown={collapse} />}
    </>
  );
}

/** The edge of the sidebar; a double click makes it as wide as it was. */
function Edge({ box, width }: { box: RefObject<HTMLElement | null>; width: number | undefined }) {
  const edge = edgeProps({
    side: "left",
    label: "Width of the sidebar",
    least: LEAST_PIXELS,
    most: MOST_PIXELS,
    value: width,
    width: () => box.current?.offsetWidth ?? LEAST_PIXELS,
    resize: resizeSidebar,
    reset: () => resizeSidebar(undefined),
  });
  return <div className="sidebarEdge" data-testid="stSidebarResizeHandle" {...edge} />;
}

/** Keeps a part of the sidebar free until the menu is there. */
function roomFor({ sections = [] }: Navigation): CSSProperties {
  const lines = sections.reduce((sum, { pages }) => sum + 1 + (pages?.length ?? 0), 0);
  return { minHeight: `${lines * 2.25}rem` };
}
