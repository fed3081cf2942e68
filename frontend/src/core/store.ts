/**
 * The page as the browser holds it: nodes by id, each with subscribers of its own. A change of one node wakes those of that
 * node and nobody else. The rules are those of `millstream.tree.patch`; both read the cases in `spec/patches`.
 */
import type { AnyElement, Node, Operation, Splice } from "../protocol/messages";
import { isEqual } from "./equality";

export interface PageNode {
  readonly id: number;
  readonly element: AnyElement;
  readonly key: string;
  readonly children: readonly number[];
}

export type TreeOperation = Exclude<Operation, { op: "page" | "navigation" | "location" }>;

/** Gives the element to show in place of one that arrives. */
type Adopt = (element: AnyElement) => AnyElement;
type Listener = () => void;

const NO_CHILDREN: readonly number[] = [];
const asItIs: Adopt = (element) => element;

export class PageStore {
  root: number | null = null;
  private readonly nodes = new Map<number, PageNode>();
  private readonly listeners = new Map<number, Set<Listener>>();
  private readonly rootListeners = new Set<Listener>();
  private changed = new Set<number>();

  /** Gives a node; the same object for as long as it does not change. */
  get = (id: number): PageNode | undefined => this.nodes.get(id);

  /** Has a listener called after each change of a node; gives the function that ends it. */
  subscribe(id: number, listener: Listener): () => void {
    const set = this.listeners.get(id) ?? new Set();
    this.listeners.set(id, set.add(listener));
    return () => {
      set.delete(listener);
      if (set.size === 0 && this.listeners.get(id) === set) this.listeners.delete(id);
    };
  }

  subscribeRoot = (listener: Listener): (() => void) => {
    this.rootListeners.add(listener);
    return () => this.rootListeners.delete(listener);
  };

  /**
   * Applies the operations of one update, then wakes whom they concern.
   *
   * `adopt` may replace an element on its way in: a widget keeps what its user has done to it since.
   */
  apply(operations: Iterable<TreeOperation>, adopt: Adopt = asItIs): void {
    const standing = new Map<number, number>();
    for (const operation of operations) {
      if (operation.op === "put") this.put(operation.id, adopt(operation.element));
      else if (operation.op === "splice") this.splice(operation, standing, adopt);
      else this.reset(operation.root, adopt);
    }
    for (const [id, places] of standing) if (places === 0) this.forget(id);
    this.notify();
  }

  /** Shows another element in a place, as the user has made it. */
  change(id: number, element: AnyElement): void {
    this.put(id, element);
    this.notify();
  }

  private put(id: number, element: AnyElement): void {
    const node = this.nodes.get(id);
    if (node && !isEqual(node.element, element)) this.write({ ...node, element });
  }

  /** Moves, adds and takes out; `standing` counts for each node touched in how many places it stands by now. */
  private splice(operation: Splice, standing: Map<number, number>, adopt: Adopt): void {
    const parent = this.nodes.get(operation.parent);
    if (!parent) return;
    const arriving: number[] = [];
    for (const item of operation.insert ?? []) {
      const moves = typeof item === "number";
      const id = moves ? item : this.take(item, adopt);
      standing.set(id, (standing.get(id) ?? (moves ? 1 : 0)) + 1);
      arriving.push(id);
    }
    const children = [...parent.children];
    for (const id of children.splice(operation.start, operation.remove ?? 0, ...arriving)) {
      standing.set(id, (standing.get(id) ?? 1) - 1);
    }
    this.write({ ...parent, children });
  }

  private reset(root: Node, adopt: Adopt): void {
    const kept = new Set<number>();
    this.take(root, adopt, kept);
    for (const id of this.nodes.keys()) {
      if (kept.has(id)) continue;
      this.nodes.delete(id);
      this.changed.add(id);
    }
    if (root.id === this.root) return;
    this.root = root.id;
    for (const listener of [...this.rootListeners]) listener();
  }

  /** Takes a subtree in; nodes that are as they were keep their objects, so nobody is woken for them. */
  private take(node: Node, adopt: Adopt, kept?: Set<number>): number {
    const children = node.children?.map((child) => this.take(child, adopt, kept)) ?? NO_CHILDREN;
    const next = { id: node.id, element: adopt(node.element), key: node.key ?? "", children };
    const known = this.nodes.get(node.id);
    if (!known || !isEqual(known, next)) this.write(next);
    kept?.add(node.id);
    return node.id;
  }

  private forget(id: number): void {
    const node = this.nodes.get(id);
    if (!node) return;
    this.nodes.delete(id);
    this.changed.add(id);
    for (const child of node.children) this.forget(child);
  }

  private write(node: PageNode): void {
    this.nodes.set(node.id, node);
    this.changed.add(node.id);
  }

  private notify(): void {
    const changed = this.changed;
    this.changed = new Set();
    for (const id of changed) {
      for (const listener of [...(this.listeners.get(id) ?? [])]) listener();
    }
  }
}
