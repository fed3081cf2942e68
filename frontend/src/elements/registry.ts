/** The component of each kind of element: at hand, or fetched when the first one of its kind is drawn. */
import type { ComponentType } from "react";
import { useSyncExternalStore } from "react";
import { AlertElement } from "./Alert";
import { ButtonElement } from "./Button";
import { ColumnElement } from "./Column";
import { ColumnsElement } from "./Columns";
import { ContainerElement } from "./Container";
import { DividerElement } from "./Divider";
import type { ElementProps, Kind } from "./element";
import { HeadingElement } from "./Heading";
import { MarkdownElement } from "./Markdown";
import { SlotElement } from "./Slot";
import { SpinnerElement } from "./Spinner";
import { TextElement } from "./Text";

type Drawn = Exclude<Kind, "root" | "main" | "sidebar">;
type Component<K extends Kind> = ComponentType<ElementProps<K>>;
type Loader<K extends Kind> = () => Promise<{ default: Component<K> }>;

const AT_HAND: { [K in Drawn]?: Component<K> } = {
  alert: AlertElement,
  button: ButtonElement,
  column: ColumnElement,
  columns: ColumnsElement,
  container: ContainerElement,
  divider: DividerElement,
  heading: HeadingElement,
  markdown: MarkdownElement,
  slot: SlotElement,
  spinner: SpinnerElement,
  text: TextElement,
};

const FETCHED: { [K in Drawn]?: Loader<K> } = {
  checkbox: () => import("./Checkbox"),
  code: () => import("./Code"),
  color_picker: () => import("./ColorPicker"),
  dataframe: () => import("./DataFrame"),
  exception: () => import("./Exception"),
  expander: () => import("./Expander"),
  json: () => import("./Json"),
  number_input: () => import("./NumberInput"),
  progress: () => import("./Progress"),
  selectbox: () => import("./Selectbox"),
  slider: () => import("./Slider"),
  text_input: () => import("./TextInput"),
  vega_chart: () => import("./VegaChart"),
};

const components = new Map<string, Component<Kind>>(Object.entries(AT_HAND) as never);
const fetching = new Set<string>();
const listeners = new Set<() => void>();

function fetchComponent(kind: string): void {
  const load = FETCHED[kind as Drawn];
  if (!load || fetching.has(kind)) return;
  fetching.add(kind);
  load().then(
    (module) => {
      components.set(kind, module.default as Component<Kind>);
      for (const listener of [...listeners]) listener();
    },
    () => fetching.delete(kind),
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Gives the component of a kind, or nothing while it is on its way. */
export function useComponent(kind: Kind): Component<Kind> | undefined {
  const component = useSyncExternalStore(subscribe, () => components.get(kind));
  if (!component) fetchComponent(kind);
  return component;
}
