/** The component of each kind of element: at hand, or fetched when the first one of its kind is drawn. */
import type { ComponentType } from "react";
import { Later } from "../kit/later";
import AlertElement from "./Alert";
import AnnexElement from "./Annex";
import ButtonElement from "./Button";
import CheckboxElement from "./Checkbox";
import ColumnElement from "./Column";
import ColumnsElement from "./Columns";
import ContainerElement from "./Container";
import DividerElement from "./Divider";
import ExpanderElement from "./Expander";
import type { ElementProps, Kind } from "./element";
import FormElement from "./Form";
import HeadingElement from "./Heading";
import MarkdownElement from "./Markdown";
import ProgressElement from "./Progress";
import SlotElement from "./Slot";
import SpinnerElement from "./Spinner";
import TextElement from "./Text";
import TextInputElement from "./TextInput";

type Drawn = Exclude<Kind, "root" | "main" | "sidebar" | "overlay">;
type Component<K extends Kind> = ComponentType<ElementProps<K>>;

/** What most apps are made of comes with the first script. */
const AT_HAND: { [K in Drawn]?: Component<K> } = {
  alert: AlertElement,
  annex: AnnexElement,
  button: ButtonElement,
  checkbox: CheckboxElement,
  column: ColumnElement,
  columns: ColumnsElement,
  container: ContainerElement,
  divider: DividerElement,
  expander: ExpanderElement,
  form: FormElement,
  heading: HeadingElement,
  markdown: MarkdownElement,
  progress: ProgressElement,
  slot: SlotElement,
  spinner: SpinnerElement,
  text: TextElement,
  text_input: TextInputElement,
};

const FETCHED: { [K in Drawn]?: Later<Component<K>> } = {
  code: fetched(() => import("./Code")),
  color_picker: fetched(() => import("./ColorPicker")),
  dataframe: fetched(() => import("./DataFrame")),
  dialog: fetched(() => import("./Dialog")),
  exception: fetched(() => import("./Exception")),
  help: fetched(() => import("./Help")),
  json: fetched(() => import("./Json")),
  number_input: fetched(() => import("./NumberInput")),
  page_link: fetched(() => import("./PageLink")),
  selectbox: fetched(() => import("./Selectbox")),
  slider: fetched(() => import("./Slider")),
  vega_chart: fetched(() => import("./VegaChart")),
};

function fetched<K extends Kind>(
  load: () => Promise<{ default: Component<K> }>,
): Later<Component<K>> {
  return new Later(() => load().then((module) => module.default));
}

export function componentAtHand(kind: Kind): Component<Kind> | undefined {
  return AT_HAND[kind as Drawn] as Component<Kind> | undefined;
}

export function componentToFetch(kind: Kind): Later<Component<Kind>> | undefined {
  return FETCHED[kind as Drawn] as Later<Component<Kind>> | undefined;
}
