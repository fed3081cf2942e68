/**
 * One session with the server: says hello, applies updates, sends what the user does, and picks up where it was after a
 * lost connection. Events that the server has not acknowledged are kept and sent again.
 */
import type {
  AnyElement,
  Appearance,
  Change,
  Client,
  Location,
  Navigation,
  Operation,
  Page,
  ServerMessage,
  Update,
  Welcome,
} from "../protocol/messages";
import { PROTOCOL_VERSION } from "../protocol/messages";
import { decodeMessage, encodeMessage } from "./codec";
import type { Clock, ConnectionState, Socket } from "./connection";
import { Connection } from "./connection";
import { Forms } from "./forms";
import { PageStore, type TreeOperation } from "./store";
import { Value } from "./value";
import { type Bar, type Place, Whereabouts } from "./whereabouts";
import { type Event, NOTHING, readWill, type Touch, writeWill } from "./will";

export type RunState =
  | "initial"
  | "running"
  | "notRunning"
  | "rerunRequested"
  | "stopRequested"
  | "compilationError";
export type WidgetElement = Extract<AnyElement, { id: string }>;
export type WidgetValue = Change["value"];

/** Why the server will not go on, and whether loading the page again helps. */
export interface Refusal {
  message: string;
  reload: boolean;
}

type WithoutSeq<T> = T extends Event ? Omit<T, "seq"> : never;

/** Where a page leaves a text when it goes, for the page that is loaded next in the same tab: nobody else has it. */
export interface Legacy {
  /** Gives what was left, once. */
  take(): string;
  leave(will: string): void;
}

interface Surroundings {
  /** Opens a socket to the server. */
  open(subprotocol: string): Socket;
  clock: Clock;
  /** Says what the browser knows about itself. */
  client(): Client;
  legacy: Legacy;
  bar: Bar;
  /** Does something when the code that runs now has ended, before the browser draws. */
  soon(action: () => void): void;
}

const RUN_STATES = {
  running: "running",
  idle: "notRunning",
  compile_error: "compilationError",
} as const;

const PLAIN: Appearance = { type: "appearance" };

const OTHER_VERSION: Refusal = {
  message: "The server was updated. Load the page again to go on.",
  reload: true,
};

const TOO_LARGE: Refusal = {
  message:
    "What was entered is larger than this app takes. Load the page again to go on without it.",
  reload: true,
};

export class Session {
  readonly page = new PageStore();
  readonly run = new Value<RunState>("initial");
  readonly connectionState = new Value<ConnectionState>("INITIAL");
  readonly surroundings = new Value<Page>({ op: "page" });
  /** Counts the pages of the app that were gone to. */
  readonly arrivals = new Value(0);
  readonly navigation = new Value<Navigation>({ op: "navigation" });
  readonly welcome = new Value<Welcome | null>(null);
  readonly appearance = new Value<Appearance>(PLAIN);
  readonly sourceChanged = new Value(false);
  readonly refused = new Value<Refusal | null>(null);

  private readonly connection: Connection;
  private readonly where: Whereabouts;
  /** The number of the last event by which the user went elsewhere. */
  private navigated = 0;
  /** The number of the last event by which the user changed something. */
  private interacted = 0;
  private token = "";
  /** The token is another page's, and the server has not said yet what comes of it. */
  private isHeir = false;
  /** What was not heard of what the user did on the page before. */
  private inherited = NOTHING;
  private seen = 0;
  private seq = 0;
  private unacknowledged: Event[] = [];
  private readonly changes = new Map<string, WidgetValue>();
  private readonly forms = new Forms();
  private ack = 0;
  private touched = new Map<string, Touch>();

  constructor(private readonly around: Surroundings) {
    this.where = new Whereabouts(around.bar);
    this.connection = new Connection(around.open, around.clock, {
      opened: () => this.hello(),
      received: (data) => this.receive(decodeMessage(data)),
      refused: () => this.refuse(TOO_LARGE),
      stateChanged: (state) => this.connectionState.set(state),
    });
  }

  /** Connects now; also cuts a wait before the next try short. */
  connect(): void {
    this.connection.connect();
  }

  /** The page goes, perhaps for good. */
  leave(): void {
    if (!(this.isHeir || this.welcome.get()?.survives)) return;
    this.flush();
    const own = { events: this.unacknowledged, touched: Array.from(this.touched) };
    this.around.legacy.leave(writeWill(this.token, this.isHeir ? this.inherited : own));
  }

  /** The page is back as it was; if another one had the session meanwhile, it goes on with that. */
  comeBack(): void {
    if (this.inherit()) this.connection.renew();
    else this.connect();
  }

  private inherit(): boolean {
    const [token, unheard] = readWill(this.around.legacy.take());
    if (!token || token === this.token) return false;
    this.token = token;
    this.inherited = unheard;
    this.isHeir = true;
    this.seen = 0;
    return true;
  }

  /** Makes a change that the user made to a widget: on the page now, on the server soon, or with the form it stands in. */
  change(node: number, value: WidgetValue, form?: number): void {
    if (form !== undefined) {
      this.hold(form, node, value);
      return;
    }
    const element = this.note(node, value);
    if (!element) return;
    this.touched.set(element.id, { seq: this.seq + 1, value });
    this.page.change(node, { ...element, value } as WidgetElement);
  }

  private hold(form: number, node: number, value: WidgetValue): void {
    const element = this.page.get(node)?.element;
    if (!element || !("id" in element)) return;
    this.forms.hold(form, node, element, value);
    this.page.change(node, { ...element, value } as WidgetElement);
  }

  /** Sends what was entered into a form, with the click of its button. */
  submit(form: number, button: number): void {
    for (const [node, value] of this.forms.take(form)) this.change(node, value);
    this.trigger(button);
  }

  /** Says that the user clicked: the widget shows nothing of it. */
  trigger(node: number): void {
    this.note(node, true);
  }

  /** Where in the app the user is. */
  get place(): Value<Place> {
    return this.where.place;
  }

  /** Gives the whole address of a place. */
  href(place: Place): string {
    return this.around.bar.href(place);
  }

  /** Follows a link to a page of the app. */
  navigate(place: Place): void {
    this.flush();
    this.where.go(place, this.interacted);
    this.arrive(place, false);
  }

  /** Hears that the user went back or forward. */
  travelled(): void {
    this.flush();
    const place = this.where.arrive(this.interacted);
    if (place) this.arrive(place, true);
  }

  /** Hears that a page of the app is drawn. */
  arrived(): void {
    if (this.where.isAhead) this.arrivals.set(this.arrivals.get() + 1);
    this.where.isAhead = false;
  }

  private arrive(place: Place, earlier: boolean): void {
    const event = { type: "navigate", ...place } as const;
    this.send(earlier ? { ...event, earlier } : event, "rerunRequested");
    this.navigated = this.seq;
  }

  /** Says that the user sees the page in another theme now; who is not connected says it on connecting. */
  look(theme: "light" | "dark"): void {
    if (this.connection.state === "CONNECTED") {
      this.connection.send(encodeMessage({ type: "look", theme }));
    }
  }

  rerun(): void {
    this.sourceChanged.set(false);
    this.send({ type: "rerun" }, "rerunRequested");
  }

  stop(): void {
    this.send({ type: "stop" }, "stopRequested");
  }

  clearCaches(): void {
    this.send({ type: "clear_caches" }, "rerunRequested");
  }

  private note(node: number, value: WidgetValue): WidgetElement | undefined {
    const element = this.page.get(node)?.element;
    if (!element || !("id" in element)) return undefined;
    if (this.changes.size === 0) this.around.soon(() => this.flush());
    this.changes.set(element.id, value);
    return element;
  }

  /** Sends the changes of one turn together. */
  private flush(): void {
    if (this.changes.size === 0) return;
    const changes = Array.from(this.changes, ([id, value]) => ({ id, value }));
    this.changes.clear();
    this.post({ type: "interact", changes }, "rerunRequested");
    this.interacted = this.seq;
  }

  /** Sends an event after the changes that were made before it. */
  private send(event: WithoutSeq<Event>, state: RunState): void {
    this.flush();
    this.post(event, state);
  }

  private post(event: WithoutSeq<Event>, state: RunState): void {
    this.seq += 1;
    const message = { ...event, seq: this.seq } as Event;
    this.unacknowledged.push(message);
    if (this.connection.state === "CONNECTED") this.connection.send(encodeMessage(message));
    this.run.set(state);
  }

  private hello(): void {
    if (!this.token) this.inherit();
    const { token, seen, isHeir: reloaded } = this;
    const client = this.around.client();
    this.connection.send(
      encodeMessage({ type: "hello", protocol: PROTOCOL_VERSION, client, token, reloaded, seen }),
    );
  }

  private receive(message: ServerMessage): void {
    if (message.type === "update") this.update(message);
    else if (message.type === "welcome") this.welcomed(message);
    else if (message.type === "appearance") this.appearance.set(message);
    else if (message.type === "refused") this.refuse(message);
    else this.sourceChanged.set(true);
  }

  private refuse({ message, reload }: Refusal): void {
    this.refused.set({ message, reload });
    this.connection.end();
  }

  private welcomed(message: Welcome): void {
    if (message.protocol !== PROTOCOL_VERSION) {
      this.refuse(OTHER_VERSION);
      return;
    }
    this.token = message.token;
    if (!message.resumed || this.isHeir) {
      this.seen = 0;
      const { events, touched } = message.resumed ? this.inherited : NOTHING;
      this.inherited = NOTHING;
      this.unacknowledged = [...events];
      this.touched = new Map(touched);
      this.seq = this.unacknowledged.at(-1)?.seq ?? message.ack ?? 0;
      this.forms.clear();
      this.where.restart();
      this.navigated = this.interacted = 0;
      this.sourceChanged.set(false);
      this.isHeir = false;
    }
    this.acknowledge(message);
    this.appearance.set(message.appearance ?? PLAIN);
    this.welcome.set(message);
    this.connection.send(encodeMessage({ type: "ready" }));
    for (const event of this.unacknowledged) this.connection.send(encodeMessage(event));
  }

  /** Applies an update once; where one is missing, asks for the page as it is by coming back. */
  private update(message: Update): void {
    const operations = message.ops ?? [];
    if (message.seq <= this.seen) return;
    if (message.seq > this.seen + 1 && operations[0]?.op !== "reset") {
      this.connection.renew();
      return;
    }
    this.seen = message.seq;
    this.acknowledge(message);
    const tree = this.shell(operations, message.ack);
    if (tree.length > 0) this.page.apply(tree, this.adopt);
    if (message.run && (message.ack ?? 0) >= this.seq) this.run.set(RUN_STATES[message.run]);
  }

  /** Takes in what is not about the page itself; gives the rest. */
  private shell(operations: readonly Operation[], ack = 0): TreeOperation[] {
    const tree: TreeOperation[] = [];
    for (const operation of operations) {
      if (operation.op === "page") this.surroundings.set(operation);
      else if (operation.op === "navigation") this.navigation.set(operation);
      else if (operation.op === "location") this.follow(operation, ack);
      else tree.push(operation);
    }
    return tree;
  }

  /** The script has moved the page; where the user has gone elsewhere since, that counts. */
  private follow(location: Location, ack: number): void {
    if (ack >= this.navigated) this.where.follow(location);
  }

  private readonly isThere = (node: number): boolean => this.page.get(node) !== undefined;

  /** A widget that the user has changed since the server drew it shows what the user made of it. */
  private readonly adopt = (element: AnyElement): AnyElement => {
    if (!("id" in element)) return element;
    const touched = this.touched.get(element.id);
    const isAhead = touched && touched.seq > this.ack;
    const mine = isAhead ? touched : this.forms.adopted(element, this.isThere);
    return mine ? ({ ...element, value: mine.value } as WidgetElement) : element;
  };

  /** Lets go of events that the server has heard of and, where sessions outlive it, has stored. */
  private acknowledge({ ack = 0, unsaved = 0 }: { ack?: number; unsaved?: number }): void {
    const saved = ack - unsaved;
    if (this.unacknowledged.length > 0) {
      this.unacknowledged = this.unacknowledged.filter((event) => event.seq > saved);
    }
    for (const [id, { seq }] of this.touched) if (seq <= saved) this.touched.delete(id);
    this.ack = ack;
  }
}
