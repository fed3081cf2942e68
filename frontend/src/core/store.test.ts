import { describe, expect, it, vi } from "vitest";
import type { Node } from "../protocol/messages";
import { main, text } from "./fakes";
import { PageStore, type TreeOperation } from "./store";

interface Case {
  name: string;
  before: Node;
  ops: TreeOperation[];
  after: Node;
}

const GOLDEN = import.meta.glob<Case | Case[]>("../../../spec/patches/*.json", {
  eager: true,
  import: "default",
});

function filled(root: Node): PageStore {
  const store = new PageStore();
  store.apply([{ op: "reset", root }]);
  return store;
}

/** Gives the tree as it travels: absent where it is the default. */
function tree(store: PageStore, id = store.root): Node | undefined {
  const node = id === null ? undefined : store.get(id);
  if (!node) return undefined;
  const children = node.children.map((child) => tree(store, child) as Node);
  return {
    id: node.id,
    element: node.element,
    ...(children.length > 0 && { children }),
    ...(node.key && { key: node.key }),
  };
}

/** Gives the tree without its ids: a page that comes whole goes on in the places that there are. */
function shape(node: Node | undefined): unknown {
  return node && { element: node.element, key: node.key, children: node.children?.map(shape) };
}

/** Counts how often each of some nodes wakes its listener. */
function watch(store: PageStore, ...ids: number[]): Map<number, number> {
  const woken = new Map(ids.map((id) => [id, 0]));
  for (const id of ids) store.subscribe(id, () => woken.set(id, (woken.get(id) ?? 0) + 1));
  return woken;
}

describe("the reducer", () => {
  it.each(Object.values(GOLDEN).flat())("does in $name what the reference does", (golden) => {
    const store = filled(golden.before);
    store.apply(golden.ops);
    const isWhole = golden.ops.some(({ op }) => op === "reset");
    if (isWhole) expect(shape(tree(store))).toEqual(shape(golden.after));
    else expect(tree(store)).toEqual(golden.after);
  });

  it("puts another element in a place and keeps what is below", () => {
    const store = filled(
      main({ id: 2, element: { kind: "expander", label: "A" }, children: [text(3, "x")] }),
    );
    store.apply([{ op: "put", id: 2, element: { kind: "expander", label: "B" } }]);
    expect(tree(store)).toEqual(
      main({ id: 2, element: { kind: "expander", label: "B" }, children: [text(3, "x")] }),
    );
  });

  it("moves a node with everything below it, whichever operation takes it out", () => {
    const block: Node = { id: 2, element: { kind: "container" }, children: [text(3, "x")] };
    for (const [first, second] of [
      [0, 1],
      [1, 0],
    ]) {
      const store = filled(main(block, { id: 4, element: { kind: "container" } }));
      const out: TreeOperation = { op: "splice", parent: 1, start: 0, remove: 1 };
      const into: TreeOperation = { op: "splice", parent: 4, start: 0, insert: [2] };
      store.apply([[out, into][first ?? 0], [out, into][second ?? 0]] as TreeOperation[]);
      expect(tree(store)).toEqual(
        main({ id: 4, element: { kind: "container" }, children: [block] }),
      );
    }
  });

  it("forgets what stands nowhere at the end, with everything below it", () => {
    const store = filled(main({ id: 2, element: { kind: "container" }, children: [text(3, "x")] }));
    store.apply([{ op: "splice", parent: 1, start: 0, remove: 1, insert: [text(4, "y")] }]);
    expect([2, 3].map(store.get)).toEqual([undefined, undefined]);
    expect(tree(store)).toEqual(main(text(4, "y")));
  });

  it("forgets what a reset leaves out", () => {
    const store = filled(main(text(2, "a"), text(3, "b")));
    store.apply([{ op: "reset", root: main(text(3, "b")) }]);
    expect(store.get(2)).toBeUndefined();
  });
});

describe("who is woken", () => {
  it("is the one node that a put changes", () => {
    const store = filled(main(text(2, "a"), text(3, "b")));
    const woken = watch(store, 1, 2, 3);
    store.apply([{ op: "put", id: 3, element: { kind: "text", body: "c" } }]);
    expect([...woken.values()]).toEqual([0, 0, 1]);
  });

  it("is nobody when a put brings what is there", () => {
    const store = filled(main({ id: 2, element: { kind: "slider", id: "s", value: [1, 2] } }));
    const woken = watch(store, 2);
    store.apply([{ op: "put", id: 2, element: { kind: "slider", id: "s", value: [1, 2] } }]);
    expect(woken.get(2)).toBe(0);
  });

  it("is nobody when a reset brings the page as it is", () => {
    const page = (): Node =>
      main(text(2, "a"), { id: 3, element: { kind: "columns" }, children: [text(4, "b")] });
    const store = filled(page());
    const root = vi.fn();
    store.subscribeRoot(root);
    const woken = watch(store, 1, 2, 3, 4);
    store.apply([{ op: "reset", root: page() }]);
    expect([...woken.values(), root.mock.calls.length]).toEqual([0, 0, 0, 0, 0]);
  });

  it("is the parent alone when a child arrives", () => {
    const store = filled(main(text(2, "a")));
    const woken = watch(store, 1, 2);
    store.apply([{ op: "splice", parent: 1, start: 1, insert: [text(3, "b")] }]);
    expect([...woken.values()]).toEqual([1, 0]);
  });

  it("is woken once, after all operations of an update", () => {
    const store = filled(main(text(2, "a")));
    const seen: unknown[] = [];
    store.subscribe(2, () => seen.push(store.get(2)?.element));
    store.apply([
      { op: "put", id: 2, element: { kind: "text", body: "b" } },
      { op: "put", id: 2, element: { kind: "text", body: "c" } },
    ]);
    expect(seen).toEqual([{ kind: "text", body: "c" }]);
  });

  it("is nobody who has gone", () => {
    const store = filled(main(text(2, "a")));
    const listener = vi.fn();
    store.subscribe(2, listener)();
    store.apply([{ op: "put", id: 2, element: { kind: "text", body: "b" } }]);
    expect(listener).not.toHaveBeenCalled();
  });
});

describe("a page that a server sends which was started again", () => {
  const field = (id: number, widget: string, value = ""): Node => ({
    id,
    element: { kind: "text_input", id: widget, label: widget, value },
  });
  const block = (id: number, ...children: Node[]): Node => ({
    id,
    element: { kind: "container" },
    children,
  });
  const bodies = (store: PageStore): unknown => shape(tree(store));

  it("is shown in the places that there are, whatever their numbers", () => {
    const store = filled(
      main(text(2, "a"), field(9, "name"), block(5, text(7, "b")), text(3, "c")),
    );
    const woken = watch(store, 1, 2, 9, 5, 7, 3);
    const page = main(text(4, "a"), field(2, "name"), block(3, text(9, "b")), text(11, "c"));
    store.apply([{ op: "reset", root: { ...page, id: 6 } }]);
    expect([...woken.values()]).toEqual([0, 0, 0, 0, 0, 0]);
    store.apply([{ op: "put", id: 9, element: { kind: "text", body: "new" } }]);
    expect(store.get(7)?.element).toEqual({ kind: "text", body: "new" });
  });

  it("keeps widgets that stand elsewhere by then", () => {
    const store = filled(main(text(2, "a"), field(3, "one"), field(4, "two"), text(5, "z")));
    store.apply([
      {
        op: "reset",
        root: main(field(2, "two", "x"), text(3, "b"), field(4, "one"), text(5, "z")),
      },
    ]);
    expect(store.get(1)?.children).toEqual([4, 2, 3, 5]);
    expect(store.get(4)?.element).toMatchObject({ id: "two", value: "x" });
  });

  it("takes no widget for another of the same number", () => {
    const store = filled(main(field(2, "one")));
    store.apply([{ op: "reset", root: main(field(2, "two")) }]);
    const [id] = store.get(1)?.children ?? [];
    expect(id).not.toBe(2);
    expect(store.get(2)).toBeUndefined();
  });

  it("is changed by the numbers of that server from then on", () => {
    const store = filled(main(text(2, "a"), block(3, text(4, "b")), text(5, "c")));
    const page = main(text(5, "a"), text(2, "c"), block(4, text(3, "b")));
    store.apply([{ op: "reset", root: page }]);
    store.apply([
      { op: "splice", parent: 4, start: 0, remove: 1, insert: [2, text(9, "d")] },
      { op: "splice", parent: 1, start: 1, remove: 1 },
    ]);
    expect(bodies(store)).toEqual(shape(main(text(5, "a"), block(4, text(2, "c"), text(9, "d")))));
  });

  it("meets new nodes whose numbers stand for others here", () => {
    const store = filled(main(text(50, "a")));
    store.apply([{ op: "reset", root: main(text(2, "a")) }]);
    store.apply([{ op: "splice", parent: 1, start: 1, insert: [text(50, "b")] }]);
    store.apply([{ op: "put", id: 50, element: { kind: "text", body: "c" } }]);
    expect(bodies(store)).toEqual(shape(main(text(2, "a"), text(50, "c"))));
  });
});
