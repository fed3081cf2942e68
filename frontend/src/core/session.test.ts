import { describe, expect, it } from "vitest";
import type { AnyElement, Node } from "../protocol/messages";
import { main, text, World } from "./fakes";

const checkbox = (value: boolean, label = "Agree"): AnyElement => ({
  kind: "checkbox",
  id: "w",
  label,
  ...(value && { value }),
});
const page = (): Node => main(text(2, "hello"), { id: 3, element: checkbox(false) });

function shown(world: World, id: number): unknown {
  const element = world.session.page.get(id)?.element;
  return element && "value" in element ? element.value : undefined;
}

describe("the connection", () => {
  it("says hello with what the browser knows, under the subprotocol", () => {
    const world = new World().start(page());
    expect(world.socket.subprotocol).toBe("millstream.1");
    expect(world.socket.sent).toEqual([
      {
        type: "hello",
        protocol: 1,
        client: { locale: "en" },
        token: "",
        reloaded: false,
        seen: 0,
      },
    ]);
    expect(world.socket.isReady).toBe(true);
    expect(world.session.connectionState.get()).toBe("CONNECTED");
  });

  it("says hello at once on a socket that is open already", () => {
    const world = new World({ readyState: 1 });
    world.session.connect();
    expect(world.socket.sent.map((message) => message.type)).toEqual(["hello"]);
  });

  it("tries again after a loss, twice as late each time, ten seconds at most", () => {
    const world = new World().start(page());
    const waits: number[] = [];
    for (let i = 0; i < 9; i++) {
      world.socket.drop();
      expect(world.session.connectionState.get()).toBe("PINGING_SERVER");
      waits.push(world.clock.nextWait);
      world.clock.advance(world.clock.nextWait);
    }
    expect(waits).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
    expect(world.sockets).toHaveLength(10);
  });

  it("begins with short waits again once the server has answered", () => {
    const world = new World().start(page());
    world.reconnect({ resumed: true });
    world.socket.drop();
    expect(world.clock.nextWait).toBe(100);
  });

  it("does not wait when it is told to connect now", () => {
    const world = new World().start(page());
    world.socket.drop();
    world.session.connect();
    expect(world.sockets).toHaveLength(2);
    world.clock.advance(60_000);
    expect(world.sockets).toHaveLength(2);
  });

  it("hears nothing from a socket that it has given up", () => {
    const world = new World().start(page());
    const old = world.socket;
    world.reconnect({ resumed: true });
    old.answer({
      type: "update",
      seq: 2,
      ops: [{ op: "put", id: 2, element: { kind: "divider" } }],
    });
    expect(world.session.page.get(2)?.element.kind).toBe("text");
  });
});

describe("a refusal", () => {
  it("ends the connection for good and says why", () => {
    const world = new World().start(page());
    world.socket.answer({ type: "refused", message: "full", reload: false });
    expect(world.session.refused.get()).toEqual({ message: "full", reload: false });
    expect(world.session.connectionState.get()).toBe("DISCONNECTED_FOREVER");
    world.clock.advance(60_000);
    world.session.connect();
    expect(world.sockets).toHaveLength(1);
  });

  it("is what a message means that the server does not take for its size", () => {
    const world = new World().start(page());
    world.socket.drop(1009);
    expect(world.session.connectionState.get()).toBe("DISCONNECTED_FOREVER");
    expect(world.session.refused.get()?.message).toContain("larger than this app takes");
  });

  it("is what a server of another version means", () => {
    const world = new World();
    world.session.connect();
    world.socket.accept();
    world.socket.answer({ type: "welcome", protocol: 2, token: "t" });
    expect(world.session.refused.get()?.reload).toBe(true);
  });
});

describe("resuming", () => {
  it("shows the token and the last update it has", () => {
    const world = new World().start(page());
    world.reconnect({ resumed: true });
    expect(world.socket.sent[0]).toMatchObject({ token: "first", seen: 1 });
    world.reconnect({ resumed: true });
    expect(world.socket.sent[0]).toMatchObject({ token: "next" });
  });

  it("sends again what was not acknowledged, and nothing else", () => {
    const world = new World().start(page());
    world.session.rerun();
    world.session.clearCaches();
    world.reconnect({ resumed: true, ack: 1 });
    expect(world.socket.sent.slice(1)).toEqual([{ type: "clear_caches", seq: 2 }]);
  });

  it("sends what the user did while there was no connection", () => {
    const world = new World().start(page());
    world.socket.drop();
    world.session.change(3, true);
    world.turn();
    expect(world.socket.sent).toHaveLength(1);
    world.reconnect({ resumed: true });
    expect(world.socket.sent[1]).toEqual({
      type: "interact",
      seq: 1,
      changes: [{ id: "w", value: true }],
    });
  });

  it("counts from one again in a new session, and keeps showing the page until the new one comes", () => {
    const world = new World().start(page());
    world.session.rerun();
    world.reconnect({ resumed: false });
    expect(world.socket.sent).toHaveLength(1);
    expect(world.session.page.get(2)?.element).toEqual({ kind: "text", body: "hello" });
    world.update([{ op: "reset", root: main(text(2, "new")) }], { seq: 1, run: "idle" });
    expect(world.session.page.get(2)?.element).toEqual({ kind: "text", body: "new" });
    world.session.rerun();
    expect(world.socket.sent[1]).toEqual({ type: "rerun", seq: 1 });
  });
});

describe("updates", () => {
  const put = (body: string) => ({ op: "put", id: 2, element: { kind: "text", body } }) as const;

  it("are applied once, however often they come", () => {
    const world = new World().start(page());
    world.update([put("a")]);
    world.update([put("b")]);
    world.update([put("a")], { seq: 2 });
    expect(world.session.page.get(2)?.element).toEqual({ kind: "text", body: "b" });
  });

  it("that leave a gap make the browser come back for the page", () => {
    const world = new World().start(page());
    world.update([put("a")], { seq: 5 });
    expect(world.session.page.get(2)?.element).toEqual({ kind: "text", body: "hello" });
    expect(world.socket.isClosed).toBe(true);
    world.clock.advance(1000);
    world.socket.accept();
    expect(world.socket.sent[0]).toMatchObject({ type: "hello", token: "first", seen: 1 });
  });

  it("that bring the whole page may leave a gap", () => {
    const world = new World().start(page());
    world.update([{ op: "reset", root: main(text(2, "all")) }], { seq: 5 });
    expect(world.session.page.get(2)?.element).toEqual({ kind: "text", body: "all" });
  });

  it("bring what is around the page", () => {
    const world = new World().start(page());
    world.update([{ op: "page", title: "Hi", layout: "wide" }]);
    expect(world.session.surroundings.get()).toMatchObject({ title: "Hi", layout: "wide" });
  });
});

describe("a widget that its user changes", () => {
  it("shows it at once, and tells the server when the turn ends", () => {
    const world = new World().start(page());
    world.session.change(3, true);
    expect(shown(world, 3)).toBe(true);
    expect(world.socket.sent).toHaveLength(1);
    world.turn();
    expect(world.socket.sent[1]).toEqual({
      type: "interact",
      seq: 1,
      changes: [{ id: "w", value: true }],
    });
  });

  it("is told of once a turn, with its last value, together with others", () => {
    const world = new World().start(
      main({ id: 3, element: checkbox(false) }, { id: 4, element: { kind: "button", id: "b" } }),
    );
    world.session.change(3, true);
    world.session.change(3, false);
    world.session.trigger(4);
    world.turn();
    expect(world.socket.sent.slice(1)).toEqual([
      {
        type: "interact",
        seq: 1,
        changes: [
          { id: "w", value: false },
          { id: "b", value: true },
        ],
      },
    ]);
  });

  it("is told of before a rerun that follows in the same turn", () => {
    const world = new World().start(page());
    world.session.change(3, true);
    world.session.rerun();
    world.turn();
    expect(world.socket.sent.slice(1).map((message) => message.type)).toEqual([
      "interact",
      "rerun",
    ]);
  });

  it("keeps its value against an update that did not know of it", () => {
    const world = new World().start(page());
    world.session.change(3, true);
    world.turn();
    world.update([{ op: "put", id: 3, element: checkbox(false, "Do you agree?") }], { ack: 0 });
    expect(shown(world, 3)).toBe(true);
    expect(world.session.page.get(3)?.element).toMatchObject({ label: "Do you agree?" });
  });

  it("keeps its value against a whole page that did not know of it", () => {
    const world = new World().start(page());
    world.session.change(3, true);
    world.turn();
    world.update([{ op: "reset", root: page() }], { ack: 0 });
    expect(shown(world, 3)).toBe(true);
  });

  it("shows what the server says once the server knew", () => {
    const world = new World().start(page());
    world.session.change(3, true);
    world.turn();
    world.update([{ op: "put", id: 3, element: checkbox(false) }], { ack: 1 });
    expect(shown(world, 3)).toBeUndefined();
  });

  it("keeps the newer of two values while the server knows of the older", () => {
    const world = new World().start(page());
    world.session.change(3, true);
    world.turn();
    world.session.change(3, false);
    world.turn();
    world.update([{ op: "put", id: 3, element: checkbox(true) }], { ack: 1 });
    expect(shown(world, 3)).toBe(false);
  });

  it("does not show a click", () => {
    const world = new World().start(main({ id: 3, element: { kind: "button", id: "b" } }));
    world.session.trigger(3);
    world.turn();
    expect(world.session.page.get(3)?.element).toEqual({ kind: "button", id: "b" });
  });
});

describe("the state of the script", () => {
  it("leaves notRunning as soon as something is sent, and comes back when that is done", () => {
    const world = new World().start(page());
    expect(world.session.run.get()).toBe("notRunning");
    world.session.rerun();
    expect(world.session.run.get()).toBe("rerunRequested");
    world.update([], { ack: 1, run: "running" });
    expect(world.session.run.get()).toBe("running");
    world.update([], { ack: 1, run: "idle" });
    expect(world.session.run.get()).toBe("notRunning");
  });

  it("does not come back for the end of an earlier run", () => {
    const world = new World().start(page());
    world.session.rerun();
    world.session.rerun();
    world.update([], { ack: 1, run: "idle" });
    expect(world.session.run.get()).toBe("rerunRequested");
  });

  it("says that a stop was asked for, and that a script cannot be compiled", () => {
    const world = new World().start(page());
    world.session.stop();
    expect(world.session.run.get()).toBe("stopRequested");
    world.update([], { ack: 1, run: "compile_error" });
    expect(world.session.run.get()).toBe("compilationError");
  });

  it("offers to run a script that was edited, until it runs", () => {
    const world = new World().start(page());
    world.socket.answer({ type: "source_changed" });
    expect(world.session.sourceChanged.get()).toBe(true);
    world.session.rerun();
    expect(world.session.sourceChanged.get()).toBe(false);
  });
});

describe("a page that is loaded again", () => {
  const welcome = { type: "welcome", protocol: 1, token: "second" } as const;

  it("leaves its token only where sessions survive that", () => {
    const world = new World();
    world.session.connect();
    world.socket.accept();
    world.socket.answer({ ...welcome, survives: false });
    world.session.leave();
    expect(world.given.left).toBe("");
    world.socket.answer({ ...welcome, survives: true });
    world.session.leave();
    expect(world.given.left).toBe("second");
  });

  it("goes on with what was left to it, counting from there", () => {
    const world = new World({ left: "first" });
    world.session.connect();
    world.socket.accept();
    expect(world.given.left).toBe("");
    expect(world.socket.sent[0]).toMatchObject({ token: "first", reloaded: true, seen: 0 });
    world.socket.answer({ ...welcome, resumed: true, survives: true, ack: 7 });
    world.session.rerun();
    expect(world.socket.sent.at(-1)).toEqual({ type: "rerun", seq: 8 });
    world.socket.drop();
    world.session.connect();
    world.socket.accept();
    expect(world.socket.sent[0]).toMatchObject({ token: "second", reloaded: false });
  });

  it("says again what its server has not heard of, whatever was done first", () => {
    const before = new World().start(page());
    before.socket.answer({ ...welcome, resumed: true, survives: true });
    before.socket.drop();
    before.session.change(3, true);
    before.turn();
    before.session.stop();
    before.session.change(3, false);
    before.session.leave();

    const world = new World({ left: before.given.left });
    world.session.connect();
    world.socket.accept();
    world.socket.answer({ ...welcome, token: "third", resumed: true, survives: true, ack: 1 });
    world.update([{ op: "reset", root: page() }], { ack: 1 });
    expect(world.session.page.get(3)?.element).toMatchObject({ id: "w", value: false });
    expect(world.socket.sent[0]).toMatchObject({ token: "second", reloaded: true });
    expect(world.socket.sent.slice(1)).toEqual([
      { type: "interact", seq: 2, changes: [] },
      { type: "interact", seq: 3, changes: [{ id: "w", value: false }] },
    ]);
    world.session.rerun();
    expect(world.socket.sent.at(-1)).toEqual({ type: "rerun", seq: 4 });
  });

  it("says nothing of it to a server that begins anew", () => {
    const left = `first ${JSON.stringify({ events: [{ type: "rerun", seq: 9 }], touched: [] })}`;
    const world = new World({ left });
    world.session.connect();
    world.socket.accept();
    world.session.leave();
    expect(world.given.left).toBe(left);
    world.socket.answer({ ...welcome, survives: true });
    expect(world.socket.sent).toHaveLength(1);
    world.session.rerun();
    expect(world.socket.sent.at(-1)).toEqual({ type: "rerun", seq: 1 });
  });

  it("leaves the token again if it goes before the server has answered", () => {
    const world = new World({ left: "first" });
    world.session.connect();
    world.session.leave();
    expect(world.given.left).toBe("first");
  });

  it("goes on with the session of the page after it, when the user comes back", () => {
    const world = new World().start(page());
    world.given.left = "later";
    world.session.comeBack();
    world.clock.advance(10_000);
    world.socket.accept();
    expect(world.socket.sent[0]).toMatchObject({ token: "later", reloaded: true, seen: 0 });
  });

  it("is the same page if nobody had the session meanwhile", () => {
    const world = new World().start(page());
    world.given.left = "first";
    world.session.comeBack();
    expect(world.sockets).toHaveLength(1);
    expect(world.given.left).toBe("");
  });
});

describe("a server that is killed", () => {
  it("hears again what it had heard but not stored", () => {
    const world = new World().start(page());
    world.session.change(3, true);
    world.turn();
    world.update([], { ack: 1, unsaved: 1, run: "running" });
    expect(world.session.run.get()).toBe("running");
    world.reconnect({ resumed: true, ack: 0 });
    expect(world.socket.sent.slice(1)).toEqual([
      { type: "interact", seq: 1, changes: [{ id: "w", value: true }] },
    ]);
  });

  it("cannot take back what it had heard of, while the browser has to say it again", () => {
    const world = new World().start(page());
    world.session.change(3, true);
    world.turn();
    world.update([], { ack: 1, unsaved: 1, run: "running" });
    world.reconnect({ resumed: true, ack: 0 });
    world.update([{ op: "reset", root: page() }], { ack: 0 });
    expect(shown(world, 3)).toBe(true);
    world.update([{ op: "put", id: 3, element: checkbox(false) }], { ack: 1, unsaved: 1 });
    expect(shown(world, 3)).toBeUndefined();
  });

  it("does not hear again what is in the store", () => {
    const world = new World().start(page());
    world.session.change(3, true);
    world.turn();
    world.update([], { ack: 1, unsaved: 1 });
    world.update([], { ack: 1, run: "idle" });
    world.reconnect({ resumed: true, ack: 1 });
    expect(world.socket.sent.slice(1)).toEqual([]);
  });
});
