/** Keyboard shortcuts such as "Ctrl+K", "Enter" or "s". */
import { useEffect, useRef } from "react";

const NAMES: Record<string, string> = {
  enter: "Enter",
  return: "Enter",
  space: " ",
  esc: "Escape",
  escape: "Escape",
  tab: "Tab",
  backspace: "Backspace",
  delete: "Delete",
  up: "ArrowUp",
  down: "ArrowDown",
  left: "ArrowLeft",
  right: "ArrowRight",
};
const IS_MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);

function matches(shortcut: string, event: KeyboardEvent): boolean {
  const parts = shortcut.toLowerCase().split("+");
  const key = parts.pop() ?? "";
  const has = (...names: string[]): boolean => names.some((name) => parts.includes(name));
  const command = has("cmd", "command", "mod");
  return (
    event.key.toLowerCase() === (NAMES[key] ?? key).toLowerCase() &&
    event.ctrlKey === (has("ctrl", "control") || (command && !IS_MAC)) &&
    event.metaKey === ((command && IS_MAC) || has("meta")) &&
    event.altKey === has("alt", "option") &&
    event.shiftKey === has("shift")
  );
}

/** Whether keys typed here are text, and so no shortcut of one key. */
function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  if (!(target instanceof HTMLElement)) return false;
  const types = target instanceof HTMLInputElement ? target.type : "";
  if (["checkbox", "radio", "range", "button"].includes(types)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

export function useShortcut(
  shortcut: string | undefined,
  action: () => void,
  disabled = false,
): void {
  const latest = useRef(action);
  useEffect(() => {
    latest.current = action;
  });
  useEffect(() => {
    if (!shortcut || disabled) return;
    const listen = (event: KeyboardEvent): void => {
      if (!matches(shortcut, event) || (isTyping(event) && !shortcut.includes("+"))) return;
      event.preventDefault();
      latest.current();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, [shortcut, disabled]);
}
