/** The socket that comes back: opens, hears, and after a loss tries again, later each time. */
import { SUBPROTOCOL } from "../protocol/messages";

/** The part of a WebSocket that is used here; tests bring their own. */
export interface Socket {
  binaryType: string;
  readonly readyState: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(): void;
}

export interface Clock {
  /** Does something after a while; gives the function that calls it off. */
  after(milliseconds: number, action: () => void): () => void;
  /** Gives a number from 0 to 1, so that browsers that lost their server together come back one by one. */
  random(): number;
}

export type ConnectionState =
  | "INITIAL"
  | "CONNECTING"
  | "CONNECTED"
  | "PINGING_SERVER"
  | "DISCONNECTED_FOREVER";

const OPEN = 1;
/** The code with which a socket is closed after a message that is too large. */
const TOO_LARGE = 1009;
const FIRST_WAIT_MILLISECONDS = 100;
const LONGEST_WAIT_MILLISECONDS = 10_000;

interface Handlers {
  opened(): void;
  received(data: ArrayBuffer): void;
  /** The server does not take so large a message: sending it again would not help. */
  refused(): void;
  stateChanged(state: ConnectionState): void;
}

export class Connection {
  state: ConnectionState = "INITIAL";
  private socket: Socket | null = null;
  private failures = 0;
  private cancelWait: () => void = () => undefined;

  constructor(
    private readonly open: (subprotocol: string) => Socket,
    private readonly clock: Clock,
    private readonly handlers: Handlers,
  ) {}

  /** Connects now, also while it waits to try again. */
  connect(): void {
    this.cancelWait();
    if (this.socket || this.state === "DISCONNECTED_FOREVER") return;
    this.enter(this.failures === 0 ? "CONNECTING" : "PINGING_SERVER");
    const socket = this.open(SUBPROTOCOL);
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      if (socket === this.socket) this.handlers.opened();
    };
    socket.onmessage = (event: { data: ArrayBuffer }) => {
      if (socket !== this.socket) return;
      this.failures = 0;
      this.enter("CONNECTED");
      this.handlers.received(event.data);
    };
    socket.onclose = (event: { code: number }) => {
      if (socket !== this.socket) return;
      if (event.code === TOO_LARGE) this.handlers.refused();
      else this.lost();
    };
    if (socket.readyState === OPEN) this.handlers.opened();
  }

  /** Sends if there is somebody to hear it; what must arrive is kept by the caller. */
  send(data: Uint8Array<ArrayBuffer>): void {
    this.socket?.send(data);
  }

  /** Gives this socket up, and comes back with another. */
  renew(): void {
    this.socket?.close();
    this.lost();
  }

  /** Ends the connection for good. */
  end(): void {
    this.cancelWait();
    this.enter("DISCONNECTED_FOREVER");
    this.socket?.close();
    this.socket = null;
  }

  private lost(): void {
    this.socket = null;
    if (this.state === "DISCONNECTED_FOREVER") return;
    this.cancelWait();
    this.failures += 1;
    this.enter("PINGING_SERVER");
    const longest = FIRST_WAIT_MILLISECONDS * 2 ** (this.failures - 1);
    const wait = Math.min(LONGEST_WAIT_MILLISECONDS, longest) * (0.5 + this.clock.random() / 2);
    this.cancelWait = this.clock.after(wait, () => this.connect());
  }

  private enter(state: ConnectionState): void {
    if (state === this.state) return;
    this.state = state;
    this.handlers.stateChanged(state);
  }
}
