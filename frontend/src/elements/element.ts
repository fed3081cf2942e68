/** What every element's component is given, and how a widget's component says what its user did. */
import { useCallback } from "react";
import type { WidgetValue } from "../core/session";
import type { AnyElement } from "../protocol/messages";
import { isComplete, useForm } from "./form";
import { useSession } from "./page";

export type Kind = AnyElement["kind"];
type ElementOf<K extends Kind> = Extract<AnyElement, { kind: K }>;

export interface ElementProps<K extends Kind> {
  /** The id of the node. */
  id: number;
  element: ElementOf<K>;
  /** The ids of the nodes below, in order. */
  nodes: readonly number[];
  /** The class that the user's key gives: a container puts it on its block, all others have it on their wrapper. */
  keyClass: string;
}

/** Gives the function that sets a widget's value; `element.value` is what it shows. In a form it is sent on submit. */
export function useWidget<V extends WidgetValue>(id: number): (value: V) => void {
  const session = useSession();
  const form = useForm()?.id;
  return useCallback((value: V) => session.change(id, value, form), [session, id, form]);
}

/** Gives the function that reports a click, which submits the form around where there is one. */
export function useTrigger(id: number): () => void {
  const session = useSession();
  const form = useForm();
  return useCallback(() => {
    if (form === null) session.trigger(id);
    else if (isComplete(form)) session.submit(form.id, id);
  }, [session, id, form]);
}
