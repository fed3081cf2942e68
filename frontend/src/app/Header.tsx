import { useNode } from "../elements/page";
import { IconButton } from "../kit/Button";
import { Glyph } from "../kit/Glyph";
import { embedding } from "./embedding";
import { MainMenu } from "./MainMenu";
import { StatusWidget } from "./StatusWidget";
import { useToolbar } from "./toolbar";

interface HeaderProps {
  side: number | undefined;
  isCollapsed: boolean;
  expand(): void;
}

export function Header({ side, isCollapsed, expand }: HeaderProps) {
  const { hasMenu, isBare } = useToolbar();
  const hasSidebar = (useNode(side)?.children.length ?? 0) > 0;
  return (
    <header className="stHeader stAppHeader" data-testid="stHeader">
      <div className="stToolbar stAppToolbar" data-testid="stToolbar">
        {hasSidebar && isCollapsed && (
          <IconButton
            className="stExpandSidebarButton"
            data-testid="stExpandSidebarButton"
            label="Expand sidebar"
            aria-controls="stSidebar"
            aria-expanded={false}
            onClick={expand}
          >
            <Glyph name="sidebarOpen" />
          </IconButton>
        )}
        <span className="toolbarSpace" />
        {!isBare && <StatusWidget />}
        {!embedding.isEmbedded && hasMenu && <MainMenu />}
      </div>
    </header>
  );
}
