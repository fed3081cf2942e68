/** The bar follows the script, and the script follows the bar. */
import { describe, expect, it } from "vitest";
import { main, text, World } from "./fakes";

const page = () => main(text(2, "hello"));
const a = { path: "", query: "a=1" };
const b = { path: "other", query: "" };

describe("a script that changes its address", () => {
  it("replaces the address with which the page was opened", () => {
    const world = new World().start(page());
    world.update([{ op: "location", query: "a=1" }]);
    expect(world.bar.steps).toEqual([a]);
  });

  it("makes one step of what it changes after one interaction", () => {
    const world = new World().start(page());
    world.update([{ op: "location", query: "a=1", step: 1 }]);
    world.update([{ op: "location", query: "a=1&b=2", step: 1 }]);
    expect(world.bar.steps.map((place) => place.query)).toEqual(["", "a=1&b=2"]);
    world.update([{ op: "location", query: "a=2", step: 2 }]);
    expect(world.bar.steps).toHaveLength(3);
  });

  it("changes nothing where the bar shows that already", () => {
    const world = new World().start(page());
    world.update([{ op: "location", step: 1 }]);
    expect(world.bar.steps).toHaveLength(1);
  });
});

describe("a user who goes back and forward", () => {
  it("has the script run at the old address, which stays in the history", () => {
    const world = new World().start(page());
    world.update([{ op: "location", ...a, step: 1 }]);
    world.bar.at = 0;
    world.session.travelled();
    const navigate = { type: "navigate", seq: 1, path: "", query: "", earlier: true };
    expect(world.socket.sent.at(-1)).toEqual(navigate);
    expect(world.session.run.get()).toBe("rerunRequested");
    expect(world.bar.steps).toHaveLength(2);
  });

  it("runs nothing where only the anchor differs", () => {
    const world = new World().start(page());
    world.session.travelled();
    expect(world.socket.sent).toHaveLength(1);
  });

  it("is not sent elsewhere by what a run before that had changed", () => {
    const world = new World().start(page());
    world.update([{ op: "location", ...a, step: 1 }]);
    world.bar.at = 0;
    world.session.travelled();
    world.update([{ op: "location", query: "a=1&late=1", step: 1 }], { ack: 0 });
    expect(world.bar.place()).toEqual({ path: "", query: "" });
    world.update([{ op: "location", query: "c=1", step: 1 }], { ack: 1 });
    expect(world.bar.place().query).toBe("c=1");
    expect(world.bar.steps).toHaveLength(2);
  });
});

describe("a user who goes to another page", () => {
  it("is there at once, and the server hears of it after what was changed before", () => {
    const world = new World().start(page());
    world.session.navigate(b);
    expect(world.bar.steps).toEqual([{ path: "", query: "" }, b]);
    expect(world.session.place.get()).toEqual(b);
    expect(world.socket.sent.at(-1)).toEqual({ type: "navigate", seq: 1, ...b });
  });

  it("has one step of history where the page is open already", () => {
    const world = new World().start(page());
    world.session.navigate(b);
    world.session.navigate(b);
    expect(world.bar.steps).toHaveLength(2);
    expect(world.socket.sent).toHaveLength(3);
  });

  it("is heard after the connection was lost", () => {
    const world = new World().start(page());
    world.socket.drop();
    world.session.navigate(b);
    world.reconnect({ resumed: true });
    expect(world.socket.sent.slice(1)).toEqual([{ type: "navigate", seq: 1, ...b }]);
  });
});

describe("the theme", () => {
  it("is told while there is a connection, and not counted as an event", () => {
    const world = new World().start(page());
    world.session.look("dark");
    expect(world.socket.sent.at(-1)).toEqual({ type: "look", theme: "dark" });
    world.session.rerun();
    expect(world.socket.sent.at(-1)).toEqual({ type: "rerun", seq: 1 });
  });
});
