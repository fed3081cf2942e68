import { useRef } from "react";
import { IconButton } from "../kit/Button";
import { Glyph } from "../kit/Glyph";
import { Later, useLater } from "../kit/later";
import { useOpening } from "../kit/opening";

const menuList = new Later(() => import("./MenuList").then((module) => module.MenuList));

/** The button of the main menu; its list is fetched when somebody comes near. */
export function MainMenu() {
  const { isOpen, close, opener } = useOpening();
  const button = useRef<HTMLButtonElement>(null);
  const List = useLater(menuList, isOpen);
  return (
    <div className="stMainMenu" data-testid="stMainMenu" id="MainMenu">
      <IconButton
        ref={button}
        label="Main menu"
        data-testid="stMainMenuButton"
        onPointerEnter={menuList.fetch}
        onFocus={menuList.fetch}
        {...opener}
      >
        <Glyph name="menu" />
      </IconButton>
      {isOpen && List && <List anchor={button} close={close} />}
    </div>
  );
}
