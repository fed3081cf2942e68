/** Draws elements for tests: in a page of a session whose server is in hand. */
import { act, render } from "@testing-library/react";
import { World } from "../core/fakes";
import type { AnyElement, ClientMessage, Node } from "../protocol/messages";
import { NodeList } from "./NodeView";
import { SessionProvider } from "./page";

export class Page {
  readonly world: World;

  constructor(...nodes: Node[]) {
    this.world = new World().start({ id: 1, element: { kind: "root" }, children: nodes });
    render(
      <SessionProvider value={this.world.session}>
        <NodeList nodes={nodes.map((node) => node.id)} />
      </SessionProvider>,
    );
  }

  /** Gives what was sent since the hello, after the turn has ended. */
  get sent(): ClientMessage[] {
    this.world.turn();
    return this.world.socket.sent.slice(1);
  }

  /** Gives the values that a widget was set to, in order. */
  get values(): unknown[] {
    return this.sent.flatMap((message) =>
      message.type === "interact" ? message.changes.map((change) => change.value) : [],
    );
  }

  /** Has the server put another element in a place, knowing of all that was sent. */
  put(id: number, element: AnyElement): void {
    const ack = this.sent.length;
    act(() => this.world.update([{ op: "put", id, element }], { ack }));
  }
}

/** Shows one element, as node 2. */
export function show(element: AnyElement, key = ""): Page {
  return new Page({ id: 2, element, key });
}
