/** What the keys do in a grid. */
import type { KeyboardEvent } from "react";
import { copyText } from "../clipboard";
import { exporting } from "../exporting";
import type { Cell, GridModel } from "./model";
import { moved, selectedText } from "./selection";
import type { GridSelection } from "./useSelection";

export interface KeyContext extends GridSelection {
  model: GridModel;
  /** How many rows a page has. */
  page: number;
  sortBy: (column: number) => void;
  openSearch: () => void;
}

type Action = (context: KeyContext) => boolean;

const WITH_COMMAND: Record<string, Action> = {
  a: ({ model, setSelection }) => {
    const focus = { row: model.rows - 1, column: model.columns.length - 1 };
    setSelection({ anchor: { row: 0, column: 0 }, focus });
    return true;
  },
  c: ({ model, selection }) => {
    if (selection && exporting.isAllowed()) void copyText(selectedText(model, selection));
    return selection !== null;
  },
  f: ({ openSearch }) => {
    openSearch();
    return true;
  },
};

const ALONE: Record<string, Action> = {
  Enter: ({ focus, sortBy }) => {
    if (focus?.row === -1) sortBy(focus.column);
    return focus?.row === -1;
  },
  Escape: ({ selection, setSelection }) => {
    setSelection(null);
    return selection !== null;
  },
};

const START: Cell = { row: 0, column: 0 };

/** Does what the key asks for; false where it asks for nothing here. */
function answered(event: KeyboardEvent, context: KeyContext): boolean {
  const isFar = event.ctrlKey || event.metaKey;
  const { model, focus, page } = context;
  const bounds = { rows: model.rows, columns: model.columns.length, page };
  const next = moved(event.key, focus ?? START, bounds, isFar);
  if (next) context.select(focus ? next : START, event.shiftKey);
  const action = isFar ? WITH_COMMAND[event.key.toLowerCase()] : ALONE[event.key];
  return next !== undefined || (action?.(context) ?? false);
}

export function onGridKey(event: KeyboardEvent, context: KeyContext): void {
  if (!answered(event, context)) return;
  event.preventDefault();
  event.stopPropagation();
}
