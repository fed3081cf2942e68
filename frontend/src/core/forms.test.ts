import { expect, test } from "vitest";
import type { AnyElement, Node } from "../protocol/messages";
import { main, World } from "./fakes";

const FORM = 2;
const FIELD = 3;
const SUBMIT = 4;

function field(value: string, label = ""): AnyElement {
  return { kind: "text_input", id: "name", label, value };
}

function formPage(): Node {
  return main({
    id: FORM,
    element: { kind: "form" },
    children: [
      { id: FIELD, element: field("") },
      { id: SUBMIT, element: { kind: "button", id: "submit", submit: true } },
    ],
  });
}

function sent(world: World): unknown[] {
  world.turn();
  return world.socket.sent.slice(1);
}

function shown(world: World): unknown {
  const element = world.session.page.get(FIELD)?.element;
  return element && "value" in element ? element.value : undefined;
}

test("what is entered into a form is shown and not sent", () => {
  const world = new World().start(formPage());
  world.session.change(FIELD, "Ada", FORM);
  expect(shown(world)).toBe("Ada");
  expect(sent(world)).toEqual([]);
  expect(world.session.run.get()).toBe("notRunning");
});

test("a submit button sends the last values together with its click", () => {
  const world = new World().start(formPage());
  world.session.change(FIELD, "A", FORM);
  world.session.change(FIELD, "Ada", FORM);
  world.session.submit(FORM, SUBMIT);
  const changes = [
    { id: "name", value: "Ada" },
    { id: "submit", value: true },
  ];
  expect(sent(world)).toEqual([{ type: "interact", seq: 1, changes }]);
});

test("a second submit sends only what was changed since", () => {
  const world = new World().start(formPage());
  world.session.change(FIELD, "Ada", FORM);
  world.session.submit(FORM, SUBMIT);
  world.turn();
  world.session.submit(FORM, SUBMIT);
  expect(sent(world).at(-1)).toEqual({
    type: "interact",
    seq: 2,
    changes: [{ id: "submit", value: true }],
  });
});

test("forms do not send each other's values", () => {
  const world = new World().start(formPage());
  world.session.change(FIELD, "Ada", 99);
  world.session.submit(FORM, SUBMIT);
  const changes = [{ id: "submit", value: true }];
  expect(sent(world)).toEqual([{ type: "interact", seq: 1, changes }]);
});

test("what was entered stays when the server draws the widget again with the value that it had", () => {
  const world = new World().start(formPage());
  world.session.change(FIELD, "Ada", FORM);
  world.update([{ op: "put", id: FIELD, element: field("", "Name") }]);
  expect(world.session.page.get(FIELD)?.element).toEqual(field("Ada", "Name"));
});

test("a value that the script sets replaces what was entered", () => {
  const world = new World().start(formPage());
  world.session.change(FIELD, "Ada", FORM);
  world.update([{ op: "put", id: FIELD, element: field("Grace") }]);
  world.session.submit(FORM, SUBMIT);
  expect(shown(world)).toBe("Grace");
  expect(sent(world)).toEqual([
    { type: "interact", seq: 1, changes: [{ id: "submit", value: true }] },
  ]);
});

test("a choice that was made among others than there are now is not sent", () => {
  const choice = (options: string[]): AnyElement => ({
    kind: "selectbox",
    id: "name",
    value: 0,
    options,
  });
  const world = new World().start(formPage());
  world.update([{ op: "put", id: FIELD, element: choice(["a", "b"]) }]);
  world.session.change(FIELD, 1, FORM);
  world.update([{ op: "put", id: FIELD, element: choice(["b", "c"]) }]);
  expect(shown(world)).toBe(0);
});

test("a form that empties itself shows its defaults once the server has heard of the submit", () => {
  const world = new World().start(formPage());
  world.session.change(FIELD, "Ada", FORM);
  world.session.submit(FORM, SUBMIT);
  world.turn();
  world.update([{ op: "put", id: FIELD, element: field("") }], { ack: 1, run: "idle" });
  expect(shown(world)).toBe("");
});

test("a new session knows nothing of what was entered before", () => {
  const world = new World().start(formPage());
  world.session.change(FIELD, "Ada", FORM);
  world.reconnect({ resumed: false });
  world.update([{ op: "reset", root: formPage() }], { seq: 1, run: "idle" });
  expect(shown(world)).toBe("");
});

test("what was entered goes with the page that the form stands in", () => {
  const world = new World().start(formPage());
  world.session.change(FIELD, "Ada", FORM);
  world.update([{ op: "splice", parent: 1, start: 0, remove: 1 }]);
  const form = formPage().children?.[0] as Node;
  const [again, button] = form.children as [Node, Node];
  const fresh = {
    ...form,
    id: 12,
    children: [
      { ...again, id: FIELD },
      { ...button, id: 14 },
    ],
  };
  world.update([{ op: "splice", parent: 1, start: 0, insert: [fresh] }]);
  expect(shown(world)).toBe("");
  world.session.submit(12, 14);
  const changes = [{ id: "submit", value: true }];
  expect(sent(world)).toEqual([{ type: "interact", seq: 1, changes }]);
});
