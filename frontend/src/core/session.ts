/**
 * One session with the server: says hello, applies updates, sends what the user does, and picks up where it was after a
 * lost connection. Events that the server has not acknowledged are kept and sent again.
 */
import type {
  AnyElement,
  Change,
  Client,
  ClientMessage,
  Interact,
  Page,
  ServerMessage,
  Update,
  Welcome,
} from "../protocol/messages";
import { PROTOCOL_VERSION } from "../protocol/messages";
import { decodeMessage, encodeMessage } from "./codec";
import type { Clock, ConnectionState, Socket } from "./connection";
import { Connection } from "./connection";
import { PageStore, type TreeOperation } from "./store";
import { Value } from "./value";

export type RunState = "initial" | "running" | "notRunning" | "rerunRequested" | "stopRequested" | "compilationError";
export type WidgetElement = Extract<AnyElement, { id: string }>;
export type WidgetValue = Change["value"];

type Numbered = Exclude<ClientMessage, { type: "hello" }>;
type Unnumbered<T> = T extends Numbered ? Omit<T, "seq"> : never;

interface Surroundings {
  open(subprotocol: string): Socket;
  clock: Clock;
  client(): Client;
  soon(action: () => void): void;
}

const RUN_STATES = { running: "running", idle: "notRunning", compile_error: "compilationError" } as const;

export class Session {
  readonly page = new PageStore();
  readonly run = new Value<RunState>("initial");
  readonly connectionState = new Value<ConnectionState>("INITIAL");
  readonly surroundings = new Value<Page>({ op: "page" });
  readonly welcome = new Value<Welcome | null>(null);
  readonly sourceChanged = new Value(false);
  readonly refused = new Value<string | null>(null);

  private readonly connection: Connection;
  private token = "";
  private seen = 0;
  private seq = 0;
  private unacknowledged: Numbered[] = [];
  private changes: Change[] = [];
  private touched = new Map<string, { seq: number; value: WidgetValue }>();

  constructor(private readonly around: Surroundings) {
    this.connection = new Connection(around.open, around.clock, {
      opened: () => this.hello(),
      received: (data) => this.receive(decodeMessage(data)),
      stateChanged: (state) => this.connectionState.set(state),
    });
  }

  connect(): void {
    this.connection.connect();
  }

  /** Makes a change that the user made to a widget: on the page now, on the server soon. */
  interact(node: number, value: WidgetValue, isTrigger = false): void {
    const place = this.page.get(node);
    if (!place || !("id" in place.element)) return;
    const element = place.element;
    if (this.changes.length === 0) this.around.soon(() => this.flush());
    this.changes = [...this.changes.filter((change) => change.id !== element.id), { id: element.id, value }];
    if (isTrigger) return;
    this.touched.set(element.id, { seq: this.seq + 1, value });
    this.page.change(node, { ...element, value } as WidgetElement);
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

  private flush(): void {
    const changes = this.changes;
    this.changes = [];
    this.send({ type: "interact", changes } as Unnumbered<Interact>, "rerunRequested");
  }

  private send(event: Unnumbered<Numbered>, state: RunState): void {
    this.seq += 1;
    const message = { ...event, seq: this.seq } as Numbered;
    this.unacknowledged.push(message);
    if (this.connection.state === "CONNECTED") this.connection.send(encodeMessage(message));
    this.run.set(state);
  }

  private hello(): void {
    const message: ClientMessage = {
      type: "hello",
      protocol: PROTOCOL_VERSION,
      client: this.around.client(),
      token: this.token,
      seen: this.seen,
    };
    this.connection.send(encodeMessage(message));
  }

  private receive(message: ServerMessage): void {
    if (message.type === "update") this.update(message);
    else if (message.type === "welcome") this.welcomed(message);
    else if (message.type === "source_changed") this.sourceChanged.set(true);
    else {
      this.refused.set(message.message);
      this.connection.end();
    }
  }

  private welcomed(message: Welcome): void {
    this.token = message.token;
    if (!message.resumed) {
      this.seq = 0;
      this.seen = 0;
      this.unacknowledged = [];
      this.touched.clear();
    }
    this.acknowledge(message.ack ?? 0);
    this.welcome.set(message);
    for (const event of this.unacknowledged) this.connection.send(encodeMessage(event));
  }

  private update(message: Update): void {
    this.seen = message.seq;
    this.acknowledge(message.ack ?? 0);
    const tree: TreeOperation[] = [];
    for (const operation of message.ops ?? []) {
      if (operation.op === "page") this.surroundings.set(operation);
      else tree.push(operation);
    }
    if (tree.length > 0) this.page.apply(tree, this.adopt);
    if (message.run && this.unacknowledged.length === 0) this.run.set(RUN_STATES[message.run]);
  }

  /** A widget that the user has changed since the server drew it shows what the user made of it. */
  private adopt = (element: AnyElement): AnyElement => {
    if (this.touched.size === 0 || !("id" in element)) return element;
    const mine = this.touched.get(element.id);
    return mine ? ({ ...element, value: mine.value } as WidgetElement) : element;
  };

  private acknowledge(ack: number): void {
    this.unacknowledged = this.unacknowledged.filter((event) => event.seq > ack);
    for (const [id, { seq }] of this.touched) if (seq <= ack) this.touched.delete(id);
  }
}
