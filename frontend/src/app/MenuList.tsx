import type { RefObject } from "react";
import { Header, Menu, MenuItem, MenuSection, Popover, Separator } from "react-aria-components";
import { useSession } from "../elements/page";
import { elsewhere } from "../elements/place";
import { portal } from "../kit/portal";
import { openDialog } from "./dialogs";
import { useValue } from "./hooks";
import "./MenuList.css";
import { chooseTheme, type ThemeChoice, themeChoice } from "./theme";
import { useToolbar } from "./toolbar";

const THEMES: [choice: ThemeChoice, label: string, hook: string][] = [
  ["system", "As the system", "System"],
  ["light", "Light", "Light"],
  ["dark", "Dark", "Dark"],
];

export function MenuList({
  anchor,
  close,
}: {
  anchor: RefObject<HTMLElement | null>;
  close(): void;
}) {
  const session = useSession();
  const theme = useValue(themeChoice);
  const { isForDevelopers } = useToolbar();
  const { get_help, report_bug } = useValue(session.surroundings);
  return (
    <Popover
      UNSTABLE_portalContainer={portal()}
      className="menuPopover"
      data-testid="stMainMenuPopover"
      triggerRef={anchor}
      isOpen
      onOpenChange={(isOpen) => !isOpen && close()}
      placement="bottom end"
      offset={4}
    >
      <Menu
        className="menu"
        data-testid="stMainMenuList"
        aria-label="Main menu"
        autoFocus="first"
        onClose={close}
      >
        <MenuSection>
          <MenuItem
            className="menuItem"
            data-testid="stMainMenuItem-rerun"
            onAction={() => session.rerun()}
          >
            <Label>Rerun</Label> <kbd>R</kbd>
          </MenuItem>
          {isForDevelopers && (
            <MenuItem
              className="menuItem"
              data-testid="stMainMenuItem-clearCache"
              onAction={() => openDialog.set("clear caches")}
            >
              <Label>Clear caches</Label> <kbd>C</kbd>
            </MenuItem>
          )}
        </MenuSection>
        <Divider />
        <MenuSection
          data-testid="stThemeSwitcher"
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[theme]}
          onSelectionChange={(keys) => {
            const [choice] = keys === "all" ? [] : [...keys];
            if (choice) chooseTheme(choice as ThemeChoice);
          }}
        >
          <Header className="menuHeader">Theme</Header>
          {THEMES.map(([choice, label, hook]) => (
            <MenuItem
              key={choice}
              id={choice}
              className="menuItem"
              data-testid={`stMainMenuItem-theme-${hook}`}
            >
              {label}
            </MenuItem>
          ))}
        </MenuSection>
        <Divider />
        <MenuSection>
          <MenuItem
            className="menuItem"
            data-testid="stMainMenuItem-print"
            onAction={() => setTimeout(print)}
          >
            <Label>Print</Label>
          </MenuItem>
          {report_bug && (
            <MenuItem className="menuItem" {...elsewhere(report_bug)}>
              <Label>Report a bug</Label>
            </MenuItem>
          )}
          {get_help && (
            <MenuItem
              className="menuItem"
              data-testid="stMainMenuItem-community"
              {...elsewhere(get_help)}
            >
              <Label>Get help</Label>
            </MenuItem>
          )}
          <MenuItem
            className="menuItem"
            data-testid="stMainMenuItem-about"
            onAction={() => openDialog.set("about")}
          >
            <Label>About</Label>
          </MenuItem>
        </MenuSection>
      </Menu>
    </Popover>
  );
}

function Divider() {
  return <Separator className="menuDivider" data-testid="stMainMenuDivider" />;
}

function Label({ children }: { children: string }) {
  return <span data-testid="stMainMenuItemLabel">{children}</span>;
}
