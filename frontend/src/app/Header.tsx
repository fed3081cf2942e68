import { Button } from "react-aria-components";
import { Icon } from "../kit/Icon";
import { embedding } from "./embedding";
import { useNode, useValue } from "./hooks";
import { MainMenu } from "./MainMenu";
import { RunIndicator } from "./RunIndicator";
import { session } from "./session";

interface HeaderProps {
  side: number | undefined;
  isCollapsed: boolean;
  expand(): void;
}

export function Header({ side, isCollapsed, expand }: HeaderProps) {
  const sidebar = useNode(side ?? -1);
  const welcome = useValue(session.welcome);
  const hasSidebar = (sidebar?.children.length ?? 0) > 0;
  return (
    <header className="stHeader" data-testid="stHeader">
      <div className="headerStart">
        {hasSidebar && isCollapsed && (
          <Button
            className="iconButton stExpandSidebarButton"
            data-testid="stExpandSidebarButton"
            aria-label="Open the sidebar"
            onPress={expand}
          >
            <Icon name=":material/keyboard_double_arrow_right:" />
          </Button>
        )}
      </div>
      <div className="stToolbar" data-testid="stToolbar">
        <RunIndicator />
        {!embedding.hidesMenu && welcome?.toolbar !== "minimal" && <MainMenu />}
      </div>
    </header>
  );
}
