import { useNode, useSession } from "../elements/page";
import { IconButton } from "../kit/Button";
import { Glyph } from "../kit/Glyph";
import { embedding } from "./embedding";
import { useValue } from "./hooks";
import { MainMenu } from "./MainMenu";
import { StatusWidget } from "./StatusWidget";

interface HeaderProps {
  side: number | undefined;
  isCollapsed: boolean;
  expand(): void;
}

export function Header({ side, isCollapsed, expand }: HeaderProps) {
  const { welcome } = useSession();
  const { toolbar, hide_top_bar: isBare } = useValue(welcome) ?? {};
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
        {!embedding.isEmbedded && toolbar !== "minimal" && !isBare && <MainMenu />}
      </div>
    </header>
  );
}
