import { useState } from "react";
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from "react-aria-components";
import { Icon } from "../kit/Icon";
import { AboutDialog } from "./AboutDialog";
import { clearCacheDialog } from "./dialogs";
import { useValue } from "./hooks";
import { session } from "./session";
import { chooseTheme, type ThemeChoice, themeChoice } from "./theme";

const THEMES: [ThemeChoice, string][] = [
  ["system", "As the system"],
  ["light", "Light"],
  ["dark", "Dark"],
];

export function MainMenu() {
  const theme = useValue(themeChoice);
  const [isAbout, setAbout] = useState(false);
  return (
    <div className="stMainMenu" data-testid="stMainMenu">
      <MenuTrigger>
        <Button className="iconButton" data-testid="stMainMenuButton" aria-label="Main menu" aria-haspopup="menu">
          <Icon name=":material/more_vert:" />
        </Button>
        <Popover className="menuPopover" data-testid="stMainMenuPopover" placement="bottom end">
          <Menu className="menu" data-testid="stMainMenuList">
            <MenuSection>
              <MenuItem className="menuItem" onAction={() => session.rerun()}>
                Rerun <kbd>R</kbd>
              </MenuItem>
              <MenuItem className="menuItem" onAction={() => clearCacheDialog.set(true)}>
                Clear caches <kbd>C</kbd>
              </MenuItem>
              <MenuItem className="menuItem" onAction={() => print()}>
                Print
              </MenuItem>
            </MenuSection>
            <MenuSection
              selectionMode="single"
              disallowEmptySelection
              selectedKeys={[theme]}
              onSelectionChange={(keys) => {
                const [choice] = keys === "all" ? [] : [...keys];
                if (choice) chooseTheme(choice as ThemeChoice);
              }}
            >
              <Header className="menuHeader">Theme</Header>
              {THEMES.map(([choice, label]) => (
                <MenuItem key={choice} id={choice} className="menuItem">
                  {label}
                </MenuItem>
              ))}
            </MenuSection>
            <MenuSection>
              <MenuItem className="menuItem" onAction={() => setAbout(true)}>
                About
              </MenuItem>
            </MenuSection>
          </Menu>
        </Popover>
      </MenuTrigger>
      {isAbout && <AboutDialog close={() => setAbout(false)} />}
    </div>
  );
}
