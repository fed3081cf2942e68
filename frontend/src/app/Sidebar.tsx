import { Button } from "react-aria-components";
import { Icon } from "../kit/Icon";
import { useNode } from "./hooks";
import { MainBlock } from "./MainBlock";

interface SidebarProps {
  id: number;
  isCollapsed: boolean;
  collapse(): void;
}

/** The column beside the page, once something is in it; over the page where there is no room beside. */
export function Sidebar({ id, isCollapsed, collapse }: SidebarProps) {
  const node = useNode(id);
  if (!node || node.children.length === 0) return null;
  return (
    <>
      <section
        className="stSidebar"
        data-testid="stSidebar"
        data-collapsed={isCollapsed}
        aria-label="Sidebar"
        aria-expanded={!isCollapsed}
        inert={isCollapsed}
      >
        <div className="stSidebarContent" data-testid="stSidebarContent">
          <div className="stSidebarHeader" data-testid="stSidebarHeader">
            <Button
              className="iconButton stSidebarCollapseButton"
              data-testid="stSidebarCollapseButton"
              aria-label="Close the sidebar"
              onPress={collapse}
            >
              <Icon name=":material/keyboard_double_arrow_left:" />
            </Button>
          </div>
          <MainBlock id={id} />
        </div>
      </section>
      {!isCollapsed && <div className="sidebarScrim" aria-hidden="true" onClick={collapse} />}
    </>
  );
}
