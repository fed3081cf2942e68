/** A server, a clock and a turn of events that tests hold in their hands. */
import { decode, encode } from "@msgpack/msgpack";
import type { ClientMessage, Node, Operation, ServerMessage, Update } from "../protocol/messages";
import type { Clock, Socket } from "./connection";
import { Session } from "./session";
import type { Bar, Place } from "./whereabouts";

export class FakeSocket implements Socket {
  binaryType = "";
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  isClosed = false;
  /** The browser has answered the welcome. */
  isReady = false;
  /** What else the browser sent, decoded. */
  readonly sent: ClientMessage[] = [];

  constructor(
    readonly subprotocol: string,
    public readyState = 0,
  ) {}

  send(data: Uint8Array<ArrayBuffer>): void {
    const message = decode(data) as ClientMessage;
    if (message.type === "ready") this.isReady = true;
    else this.sent.push(message);
  }

  close(): void {
    this.isClosed = true;
  }

  answer(message: ServerMessage): void {
    const bytes = encode(message);
    const data = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    this.onmessage?.({ data } as never);
  }

  /** The server is reached: the browser may speak. */
  accept(): void {
    this.readyState = 1;
    this.onopen?.(undefined as never);
  }

  drop(code = 1006): void {
    this.isClosed = true;
    this.onclose?.({ code } as never);
  }
}

class FakeClock implements Clock {
  private waiting: { at: number; action: () => void }[] = [];
  now = 0;

  constructor(private readonly chance = 1) {}

  after(milliseconds: number, action: () => void): () => void {
    const timer = { at: this.now + milliseconds, action };
    this.waiting.push(timer);
    return () => {
      this.waiting = this.waiting.filter((other) => other !== timer);
    };
  }

  random(): number {
    return this.chance;
  }

  /** How long until something happens. */
  get nextWait(): number {
    return Math.min(...this.waiting.map(({ at }) => at)) - this.now;
  }

  advance(milliseconds: number): void {
    this.now += milliseconds;
    const due = this.waiting.filter(({ at }) => at <= this.now);
    this.waiting = this.waiting.filter(({ at }) => at > this.now);
    for (const { action } of due) action();
  }
}

/** A bar with its history: `steps` has all addresses, `at` says which of them is shown. */
class FakeBar implements Bar {
  steps: Place[] = [{ path: "", query: "" }];
  at = 0;

  place(): Place {
    return this.steps[this.at] ?? { path: "", query: "" };
  }

  href({ path, query }: Place): string {
    return `http://localhost:3000/${path}${query && `?${query}`}`;
  }

  push(place: Place): void {
    this.at += 1;
    this.steps = [...this.steps.slice(0, this.at), place];
  }

  replace(place: Place): void {
    this.steps[this.at] = place;
  }
}

/** A session with everything around it in hand. */
export class World {
  readonly clock = new FakeClock();
  readonly sockets: FakeSocket[] = [];
  readonly bar = new FakeBar();
  private soon: (() => void)[] = [];
  private updates = 0;

  /** `left` is the token of the page that was here before. */
  constructor(readonly given: { readyState?: number; left?: string } = {}) {}

  readonly session = new Session({
    open: (subprotocol) => {
      const socket = new FakeSocket(subprotocol, this.given.readyState);
      this.sockets.push(socket);
      return socket;
    },
    clock: this.clock,
    legacy: {
      take: () => {
        const left = this.given.left ?? "";
        this.given.left = "";
        return left;
      },
      leave: (token) => {
        this.given.left = token;
      },
    },
    client: () => ({ locale: "en" }),
    bar: this.bar,
    soon: (action) => this.soon.push(action),
  });

  get socket(): FakeSocket {
    const last = this.sockets.at(-1);
    if (!last) throw new Error("nothing has connected yet");
    return last;
  }

  /** Ends the turn: what was put off until then happens. */
  turn(): void {
    const actions = this.soon;
    this.soon = [];
    for (const action of actions) action();
  }

  /** Connects a new session that shows a page. */
  start(root: Node): this {
    this.session.connect();
    this.socket.accept();
    this.socket.answer({ type: "welcome", protocol: 1, token: "first" });
    this.update([{ op: "reset", root }], { run: "idle" });
    return this;
  }

  /** Has the server send an update, numbered after the last. */
  update(ops: Operation[], rest: Partial<Update> = {}): void {
    this.updates = rest.seq ?? this.updates + 1;
    this.socket.answer({ type: "update", seq: this.updates, ops, ...rest });
  }

  /** Loses the connection, waits, and lets the browser back in. */
  reconnect(welcome: { resumed: boolean; ack?: number }): void {
    this.socket.drop();
    this.clock.advance(10_000);
    this.socket.accept();
    this.socket.answer({ type: "welcome", protocol: 1, token: "next", ...welcome });
  }
}

export function text(id: number, body: string): Node {
  return { id, element: { kind: "text", body } };
}

export function main(...children: Node[]): Node {
  return { id: 1, element: { kind: "root" }, children };
}
