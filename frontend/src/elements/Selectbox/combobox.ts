/** The state of a field with a list: what is typed, what is open, which row is meant; and its keys. */
import { type KeyboardEvent, useMemo, useState } from "react";
import type { Selectbox } from "../../protocol/messages";
import type { Row } from "./Dropdown";
import { filterOptions } from "./filter";

const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 8,
  PageUp: -8,
};
const NONE: readonly string[] = [];

export interface Combobox {
  text: string;
  isOpen: boolean;
  rows: readonly Row[];
  active: number;
  selected: number;
  setActive(row: number): void;
  open(): void;
  close(): void;
  type(text: string): void;
  choose(row: Row): void;
  onKeyDown(event: KeyboardEvent<HTMLInputElement>): void;
}

export function useCombobox(
  element: Selectbox,
  commit: (value: number | string | null) => void,
): Combobox {
  const options = element.options ?? NONE;
  const value = element.value ?? null;
  const selected = typeof value === "number" ? value : options.indexOf(value ?? "\0");
  const shown = typeof value === "string" ? value : (options[value ?? -1] ?? "");
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState<string | null>(null);
  const [active, setActive] = useState(-1);
  const { filter_mode: mode, accept_new_options: acceptsNew } = element;
  const rows = useMemo(
    () => (isOpen ? rowsOf(options, typed ?? "", mode, acceptsNew ?? false) : []),
    [isOpen, options, typed, mode, acceptsNew],
  );
  const open = (): void => {
    if (isOpen || element.disabled) return;
    setOpen(true);
    setActive(Math.max(0, selected));
  };
  const close = (): void => {
    setOpen(false);
    setTyped(null);
  };
  const choose = (row: Row): void => {
    close();
    if (row.option !== selected || row.option < 0) commit(named(options, row));
  };
  const type = (text: string): void => {
    setOpen(true);
    setTyped(text);
    setActive(0);
  };
  const step = (by: number): void => {
    if (!isOpen) open();
    else setActive(Math.min(rows.length - 1, Math.max(0, active + by)));
  };
  const enter = (): void => {
    const row = rows[active];
    if (!isOpen) open();
    else if (row) choose(row);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const { key, nativeEvent } = event;
    if (nativeEvent.isComposing) return;
    const by = STEPS[key];
    if (by !== undefined) step(by);
    else if (key === "Enter") enter();
    else if (key === "Escape" && isOpen) close();
    else return;
    event.preventDefault();
  };
  const text = typed ?? shown;
  return { text, isOpen, rows, active, selected, setActive, open, close, type, choose, onKeyDown };
}

function rowsOf(
  options: readonly string[],
  typed: string,
  mode: Selectbox["filter_mode"],
  acceptsNew: boolean,
): Row[] {
  const rows = filterOptions(options, typed, mode).map((option) => ({
    option,
    label: options[option] ?? "",
  }));
  const text = typed.trim();
  return acceptsNew && text && !options.includes(text)
    ? [...rows, { option: -1, label: text }]
    : rows;
}

/** By its text a choice is the same in other options, which the script may have by then; of equal texts, the position says more. */
function named(options: readonly string[], { option, label }: Row): number | string {
  const isOnly = option < 0 || options.indexOf(label) === options.lastIndexOf(label);
  return isOnly ? label : option;
}
