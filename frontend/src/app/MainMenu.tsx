import { useRef, useState } from "react";
import { IconButton } from "../kit/Button";
import { Glyph } from "../kit/Glyph";
import { Later, useLater } from "../kit/later";

const menuList = new Later(() => import("./MenuList").then((module) => module.MenuList));

/** The button of the main menu; its list is fetched when somebody comes near. */
export function MainMenu() {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const List = useLater(menuList, isOpen);
  return (
    <div className="stMainMenu" data-testid="stMainMenu" id="MainMenu">
      <IconButton
        ref={button}
        label="Main menu"
        data-testid="stMainMenuButton"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onPointerEnter={menuList.fetch}
        onFocus={menuList.fetch}
        onClick={() => setOpen(!isOpen)}
      >
        <Glyph name="menu" />
      </IconButton>
      {isOpen && List && <List anchor={button} close={() => setOpen(false)} />}
    </div>
  );
}
