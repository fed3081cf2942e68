import { IconButton } from "../kit/Button";
import { Glyph } from "../kit/Glyph";
import { useLater } from "../kit/later";
import type { Logo, Navigation } from "../protocol/messages";
import { embedding } from "./embedding";
import { MainMenu } from "./MainMenu";
import { menus } from "./navigation/navigation";
import { StatusWidget } from "./StatusWidget";
import { useToolbar } from "./toolbar";

interface HeaderProps {
  /** The menu of pages, if it stands here. */
  navigation: Navigation | undefined;
  /** The app's sign, where the sidebar does not show it. */
  logo: Logo | null | undefined;
  canExpand: boolean;
  expand(): void;
}

export function Header({ navigation, logo, canExpand, expand }: HeaderProps) {
  const { hasMenu, isBare } = useToolbar();
  const parts = useLater(menus, Boolean(navigation || logo));
  return (
    <header className="stHeader stAppHeader" data-testid="stHeader">
      <div className="stToolbar stAppToolbar" data-testid="stToolbar">
        {canExpand && (
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
        {logo && parts && <parts.AppLogo logo={logo} place="header" />}
        {navigation && parts ? (
          <parts.TopNav navigation={navigation} />
        ) : (
          <span className="toolbarSpace" />
        )}
        {!isBare && <StatusWidget />}
        {!embedding.isEmbedded && hasMenu && <MainMenu />}
      </div>
    </header>
  );
}
