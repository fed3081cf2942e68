/** Whether a menu is open, and how its button opens it. */
import { type KeyboardEvent, useCallback, useState } from "react";

const KEYS: ReadonlySet<string> = new Set(["Enter", " ", "ArrowDown"]);

interface Opening {
  isOpen: boolean;
  close(): void;
  /** For the button. */
  opener: {
    "aria-haspopup": "menu";
    "aria-expanded": boolean;
    onClick(): void;
    onKeyDown(event: KeyboardEvent): void;
  };
}

/** Opens a menu by a click, or by the keys of menus: those are heard themselves, for the focus goes to the first entry then. */
export function useOpening(): Opening {
  const [isOpen, setOpen] = useState(false);
  const toggle = useCallback(() => setOpen((now) => !now), []);
  const close = useCallback(() => setOpen(false), []);
  const onKeyDown = useCallback((event: KeyboardEvent) => {
    if (!KEYS.has(event.key)) return;
    event.preventDefault(); // no click comes of it
    setOpen(true);
  }, []);
  const opener = {
    "aria-haspopup": "menu",
    "aria-expanded": isOpen,
    onClick: toggle,
    onKeyDown,
  } as const;
  return { isOpen, close, opener };
}
