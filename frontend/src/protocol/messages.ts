// Written by `python -m millstream.protocol.schema`. Change the Python structs instead.

export const PROTOCOL_VERSION = 1;

export const SUBPROTOCOL = "millstream.1";

/**
 * The page itself. Its children are the middle, the sidebar and what lies over them.
 */
export interface Root {
  kind: "root";
  width?: number | string;
}

/**
 * The middle of the page; always there.
 */
export interface Main {
  kind: "main";
  width?: number | string;
}

/**
 * The column beside the page; shown once it has a child.
 */
export interface Sidebar {
  kind: "sidebar";
  width?: number | string;
}

/**
 * What lies over the page: the dialog that is open.
 */
export interface Overlay {
  kind: "overlay";
  width?: number | string;
}

/**
 * A stack of elements, downwards or sideways.
 */
export interface Container {
  kind: "container";
  border?: boolean;
  height?: number | string;
  horizontal?: boolean;
  nowrap?: boolean;
  horizontal_alignment?: "" | "center" | "distribute" | "right";
  vertical_alignment?: "" | "bottom" | "center" | "distribute";
  gap?: string;
  autoscroll?: boolean;
  width?: number | string;
}

/**
 * A row of columns that stack on narrow screens.
 */
export interface Columns {
  kind: "columns";
  gap?: string;
  nowrap?: boolean;
  width?: number | string;
}

/**
 * One column; `weight` is its share of the row.
 */
export interface Column {
  kind: "column";
  weight?: number;
  border?: boolean;
  vertical_alignment?: "" | "bottom" | "center";
  width?: number | string;
}

/**
 * A part that folds away under its label; with a `state`, it says how the work that is told in it goes.
 */
export interface Expander {
  kind: "expander";
  label?: string;
  expanded?: boolean;
  icon?: string;
  type?: "" | "compact" | "step";
  state?: "" | "complete" | "error" | "running";
  width?: number | string;
}

/**
 * A place for at most one element, which may be replaced or cleared during a run.
 */
export interface Slot {
  kind: "slot";
  width?: number | string;
}

/**
 * Widgets whose values are sent together, by a submit button; its node's key is the form's.
 */
export interface Form {
  kind: "form";
  border?: boolean;
  height?: number | string;
  no_enter?: boolean;
  clears?: boolean;
  width?: number | string;
}

/**
 * A page of the app in the frame around it, or what a fragment has drawn outside of it: it has no look of its own.
 */
export interface Annex {
  kind: "annex";
  width?: number | string;
}

/**
 * Plain text in a fixed-width font; `body` is not Markdown.
 */
export interface Text {
  kind: "text";
  body?: string;
  help?: string;
  alignment?: "" | "center" | "justify" | "right";
  nowrap?: boolean;
  width?: number | string;
}

/**
 * CommonMark with tables, maths, emoji shortcodes and coloured text.
 */
export interface Markdown {
  kind: "markdown";
  body?: string;
  help?: string;
  caption?: boolean;
  allow_html?: boolean;
  alignment?: "" | "center" | "justify" | "right";
  nowrap?: boolean;
  no_anchors?: boolean;
  width?: number | string;
}

/**
 * A heading of level 1 (title), 2 (header) or 3 (subheader).
 */
export interface Heading {
  kind: "heading";
  level?: number;
  body?: string;
  help?: string;
  icon?: string;
  anchor?: string;
  no_anchor?: boolean;
  divider?: string;
  alignment?: "" | "center" | "justify" | "right";
  nowrap?: boolean;
  width?: number | string;
}

/**
 * Source code; `body` is not Markdown and `language` may be empty.
 */
export interface Code {
  kind: "code";
  body?: string;
  language?: string;
  line_numbers?: boolean;
  wrap_lines?: boolean;
  height?: number | string;
  width?: number | string;
}

/**
 * Something that belongs to an object: its name, its kind, and what it is or says of itself.
 */
export interface HelpMember {
  name?: string;
  type?: string;
  value?: string;
  doc?: string;
}

/**
 * What an object is: `name` is how the script calls it, `value` its signature; `doc` is plain text.
 */
export interface Help {
  kind: "help";
  name?: string;
  type?: string;
  value?: string;
  doc?: string;
  members?: HelpMember[];
  width?: number | string;
}

/**
 * A horizontal rule.
 */
export interface Divider {
  kind: "divider";
  width?: number | string;
}

/**
 * A JSON document shown as a tree; opened down to `depth` levels, all when it is -1.
 */
export interface Json {
  kind: "json";
  body?: string;
  depth?: number;
  width?: number | string;
}

/**
 * A link to a page of the app: `path` and `query` as in its location. With an `url` it leads elsewhere.
 */
export interface PageLink {
  kind: "page_link";
  label?: string;
  path?: string;
  query?: string;
  url?: string;
  icon?: string;
  icon_right?: boolean;
  help?: string;
  disabled?: boolean;
  width?: number | string;
}

/**
 * A read-only table; `data` is the address of an Arrow IPC stream of `rows` rows.
 *
 * The first `index_columns` columns of the stream are the index.
 */
export interface DataFrame {
  kind: "dataframe";
  data?: string;
  rows?: number;
  index_columns?: number;
  height?: number | string;
  hide_index?: boolean;
  column_order?: string[] | null;
  row_height?: number;
  placeholder?: string;
  alt?: string;
  width?: number | string;
}

/**
 * A Vega-Lite specification (JSON text); `data` is the address of an Arrow IPC stream.
 *
 * The rows of the stream are the data set that the specification calls `source`; a specification without `data`
 * draws that one. Columns keep their names. The chart takes the width of its place unless `width` is `"content"`.
 */
export interface VegaChart {
  kind: "vega_chart";
  spec?: string;
  data?: string;
  height?: number | string;
  alt?: string;
  width?: number | string;
}

/**
 * A coloured box that says how something went.
 */
export interface Alert {
  kind: "alert";
  level?: "" | "error" | "info" | "success" | "warning";
  body?: string;
  title?: string;
  icon?: string;
  width?: number | string;
}

/**
 * One of the user's own frames: where it is and the lines around it.
 */
export interface TraceFrame {
  file?: string;
  function?: string;
  line?: number;
  first_line?: number;
  source?: string[];
}

/**
 * An exception: its type, its message (Markdown if `is_markdown`) and where it came from.
 */
export interface Exception {
  kind: "exception";
  type?: string;
  message?: string;
  is_markdown?: boolean;
  frames?: TraceFrame[];
  text?: string;
  width?: number | string;
}

/**
 * A bar; `value` goes from 0 to 1.
 */
export interface Progress {
  kind: "progress";
  value?: number;
  text?: string;
  width?: number | string;
}

/**
 * Something goes on; the browser shows it after 100 ms, without moving what is below.
 */
export interface Spinner {
  kind: "spinner";
  text?: string;
  show_time?: boolean;
  is_cache?: boolean;
  width?: number | string;
}

/**
 * A click; the browser reports `true`. One that is `submit` sends the form that it stands in.
 */
export interface Button {
  kind: "button";
  id: string;
  label?: string;
  help?: string;
  disabled?: boolean;
  label_visibility?: "" | "collapsed" | "hidden";
  type?: "" | "primary" | "tertiary";
  icon?: string;
  icon_right?: boolean;
  shortcut?: string;
  nowrap?: boolean;
  submit?: boolean;
  width?: number | string;
}

/**
 * A block over the page, which it makes inert; `value` is whether it is open. Its `label` is the title.
 *
 * `width` is "medium", "large", a number of pixels, or "" for small.
 */
export interface Dialog {
  kind: "dialog";
  id: string;
  label?: string;
  help?: string;
  disabled?: boolean;
  label_visibility?: "" | "collapsed" | "hidden";
  value?: boolean;
  icon?: string;
  position?: "" | "left" | "right";
  undismissible?: boolean;
  width?: number | string;
}

/**
 * True or false.
 */
export interface Checkbox {
  kind: "checkbox";
  id: string;
  label?: string;
  help?: string;
  disabled?: boolean;
  label_visibility?: "" | "collapsed" | "hidden";
  value?: boolean;
  toggle?: boolean;
  width?: number | string;
}

/**
 * One number or two (a range) between `minimum` and `maximum`.
 *
 * `scale` says what the numbers are: numbers, days, seconds of a day, microseconds since the epoch (UTC), or the
 * positions of `options`, whose texts the browser shows. `format` is a printf format or a named one.
 */
export interface Slider {
  kind: "slider";
  id: string;
  label?: string;
  help?: string;
  disabled?: boolean;
  label_visibility?: "" | "collapsed" | "hidden";
  value?: number[];
  minimum?: number;
  maximum?: number;
  step?: number;
  scale?: "" | "date" | "datetime" | "options" | "time";
  integer?: boolean;
  options?: string[];
  format?: string;
  width?: number | string;
}

/**
 * The position of one of `options`, none (null), or a new text where that is allowed.
 */
export interface Selectbox {
  kind: "selectbox";
  id: string;
  label?: string;
  help?: string;
  disabled?: boolean;
  label_visibility?: "" | "collapsed" | "hidden";
  value?: number | string | null;
  options?: string[];
  placeholder?: string;
  icon?: string;
  accept_new_options?: boolean;
  filter_mode?: "" | "contains" | "none" | "prefix";
  clearable?: boolean;
  required?: boolean;
  width?: number | string;
}

/**
 * One line of text; null where the user has emptied a field whose default is null.
 */
export interface TextInput {
  kind: "text_input";
  id: string;
  label?: string;
  help?: string;
  disabled?: boolean;
  label_visibility?: "" | "collapsed" | "hidden";
  value?: string | null;
  max_chars?: number;
  type?: "" | "email" | "password" | "phone" | "search" | "url";
  autocomplete?: string;
  placeholder?: string;
  icon?: string;
  nullable?: boolean;
  required?: boolean;
  pattern?: string | null;
  pattern_message?: string;
  live_milliseconds?: number | null;
  width?: number | string;
}

/**
 * A number; null where the field is empty.
 */
export interface NumberInput {
  kind: "number_input";
  id: string;
  label?: string;
  help?: string;
  disabled?: boolean;
  label_visibility?: "" | "collapsed" | "hidden";
  value?: number | null;
  minimum?: number | null;
  maximum?: number | null;
  step?: number;
  integer?: boolean;
  format?: string;
  placeholder?: string;
  icon?: string;
  required?: boolean;
  width?: number | string;
}

/**
 * A colour as `#rrggbb`.
 */
export interface ColorPicker {
  kind: "color_picker";
  id: string;
  label?: string;
  help?: string;
  disabled?: boolean;
  label_visibility?: "" | "collapsed" | "hidden";
  value?: string;
  width?: number | string;
}

/**
 */
export interface Put {
  op: "put";
  id: number;
  element: AnyElement;
}

/**
 */
export interface Node {
  id: number;
  element: AnyElement;
  children?: Node[];
  key?: string;
}

/**
 */
export interface Splice {
  op: "splice";
  parent: number;
  start: number;
  remove?: number;
  insert?: (Node | number)[];
}

/**
 */
export interface Reset {
  op: "reset";
  root: Node;
}

/**
 * The app's sign, in the sidebar and the header: addresses of images, emoji, or Material symbols.
 */
export interface Logo {
  image?: string;
  icon_image?: string;
  link?: string;
  size?: "" | "large" | "small";
}

/**
 * What is around the page: its title, icon and layout, the sidebar, the logo, and what the main menu offers.
 */
export interface Page {
  op: "page";
  title?: string;
  icon?: string;
  layout?: "" | "wide";
  sidebar?: "" | "collapsed" | "expanded" | "locked";
  sidebar_width?: number;
  logo?: Logo | null;
  get_help?: string;
  report_bug?: string;
  about?: string;
}

/**
 * A page in the menu: `path` is what the bar shows of it, unless it has an `url` of its own elsewhere.
 */
export interface NavigationPage {
  title?: string;
  path?: string;
  icon?: string;
  help?: string;
  url?: string;
}

/**
 * Pages under a common title.
 */
export interface NavigationSection {
  title?: string;
  pages?: NavigationPage[];
}

/**
 * The menu of the app's pages; without sections there is none. Which one is open, the location says.
 *
 * `missing` is the path that the user has asked for in vain: the app shows its first page instead.
 */
export interface Navigation {
  op: "navigation";
  sections?: NavigationSection[];
  is_top?: boolean;
  shown?: number | null;
  missing?: string;
}

/**
 * What the bar of the browser shows below the app's address.
 *
 * `step` is the last `seq` of an `interact`; 0 until there is one. A location with another step than the one before is a new
 * step of the browser's history, so that "back" undoes what an interaction did; with the same step it takes the
 * place of the one before. A browser whose user has gone elsewhere since ignores it.
 */
export interface Location {
  op: "location";
  path?: string;
  query?: string;
  step?: number;
}

/**
 * How the operator wants the page to look; it is in the welcome, and comes again when a script has changed it.
 */
export interface Appearance {
  type: "appearance";
  theme?: Record<string, string>;
  toolbar?: "" | "developer" | "minimal" | "viewer";
  hide_top_bar?: boolean;
  disable_data_export?: boolean;
}

/**
 * The answer to `Hello`. `token` resumes this session once; a new one comes with each welcome.
 *
 * Unless `resumed`, the session is new: the browser forgets its page and its events, and counts from 1 again. Where the
 * session `survives`, the page leaves its token to the page that is loaded next in the same tab.
 */
export interface Welcome {
  type: "welcome";
  protocol: number;
  token: string;
  resumed?: boolean;
  survives?: boolean;
  ack?: number;
  unsaved?: number;
  appearance?: Appearance;
}

/**
 * What changed. `run` is the state of the script after it ("" where that is as before).
 */
export interface Update {
  type: "update";
  seq: number;
  ack?: number;
  unsaved?: number;
  ops?: Operation[];
  run?: "" | "compile_error" | "idle" | "running";
}

/**
 * The script was edited, and the user is asked whether to run it again.
 */
export interface SourceChanged {
  type: "source_changed";
}

/**
 * The last word before the server closes: why, and whether a reload of the page helps.
 */
export interface Refused {
  type: "refused";
  message: string;
  reload: boolean;
}

/**
 * What the browser knows about itself.
 */
export interface Client {
  url?: string;
  path?: string;
  query?: string;
  locale?: string;
  timezone?: string;
  timezone_offset?: number;
  theme?: "" | "dark" | "light";
  embedded?: boolean;
}

/**
 * The first message of a connection. `token` is empty for a new session; `seen` is the last update applied.
 *
 * `reloaded` says that the token was left by another page: this one shows nothing yet, and goes on counting events
 * from the `ack` of the welcome.
 */
export interface Hello {
  type: "hello";
  protocol: number;
  client: Client;
  token?: string;
  reloaded?: boolean;
  seen?: number;
}

/**
 * The answer to `Welcome`: it has arrived, so nobody may use an older token any more.
 */
export interface Ready {
  type: "ready";
}

/**
 * A widget and what the user made of it.
 */
export interface Change {
  id: string;
  value: boolean | number | string | (number | string)[] | null;
}

/**
 * The user changed widgets: applied together, then the script runs.
 */
export interface Interact {
  type: "interact";
  seq: number;
  changes: Change[];
}

/**
 * The user went to another page of the app, or back or forward to an `earlier` address: the script runs there.
 *
 * An earlier address is taken as it is. With a link to another page go the parameters of widgets that stay, and what embeds
 * the app.
 */
export interface Navigate {
  type: "navigate";
  seq: number;
  path?: string;
  query?: string;
  earlier?: boolean;
}

/**
 * The user sees the page in another theme now. Nothing is run for that; a browser that comes back says it in `Hello`.
 */
export interface Look {
  type: "look";
  theme: "" | "dark" | "light";
}

/**
 * Run the script again, as it is saved now.
 */
export interface Rerun {
  type: "rerun";
  seq: number;
}

/**
 * Stop the run that is going on.
 */
export interface Stop {
  type: "stop";
  seq: number;
}

/**
 * Empty the caches, then run again.
 */
export interface ClearCaches {
  type: "clear_caches";
  seq: number;
}

export type AnyElement =
  | Root
  | Main
  | Sidebar
  | Overlay
  | Container
  | Columns
  | Column
  | Expander
  | Slot
  | Form
  | Annex
  | Text
  | Markdown
  | Heading
  | Code
  | Help
  | Divider
  | Json
  | PageLink
  | DataFrame
  | VegaChart
  | Alert
  | Exception
  | Progress
  | Spinner
  | Button
  | Dialog
  | Checkbox
  | Slider
  | Selectbox
  | TextInput
  | NumberInput
  | ColorPicker;

export type Operation =
  | Put
  | Splice
  | Reset
  | Page
  | Navigation
  | Location;

export type ServerMessage =
  | Welcome
  | Appearance
  | Update
  | SourceChanged
  | Refused;

export type ClientMessage =
  | Hello
  | Ready
  | Interact
  | Navigate
  | Look
  | Rerun
  | Stop
  | ClearCaches;
