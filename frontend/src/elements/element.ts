/** What every element's component is given. */
import { session } from "../app/session";
import type { WidgetElement, WidgetValue } from "../core/session";
import type { PageNode } from "../core/store";
import type { AnyElement } from "../protocol/messages";

export type Kind = AnyElement["kind"];
export type ElementOf<K extends Kind> = Extract<AnyElement, { kind: K }>;

export interface ElementProps<K extends Kind> {
  /** The id of the node. */
  id: number;
  element: ElementOf<K>;
  /** The ids of the nodes below, in order. */
  nodes: readonly number[];
}

export type WidgetKind = WidgetElement["kind"];

/** Gives what a widget shows now, and how to change it. */
export function useWidget<V extends WidgetValue>(id: number): (value: V) => void {
  return (value) => session.change(id, value);
}

export function propsOf(node: PageNode): ElementProps<Kind> {
  return { id: node.id, element: node.element, nodes: node.children };
}
