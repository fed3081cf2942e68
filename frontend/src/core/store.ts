/**
 * The page as the browser holds it: nodes by id, each with subscribers of its own. A change of one node wakes those of that
 * node and nobody else. The rules are those of `millstream.tree.patch`; both read the cases in `spec/patches`.
 */
import type { AnyElement, Node, Operation, Splice } from "../protocol/messages";
import { isEqual } from "./equality";
import { pair } from "./pairing";

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
  /** The ids here of nodes that have others on the server: they continue places of an earlier process. */
  private names = new Map<number, number>();
  private fresh = -1;

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
      if (operation.op === "put") this.put(this.local(operation.id), adopt(operation.element));
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
    const parent = this.nodes.get(this.local(operation.parent));
    if (!parent) return;
    const arriving: number[] = [];
    for (const item of operation.insert ?? []) {
      const moves = typeof item === "number";
      const id = moves ? this.local(item) : this.take(item, adopt);
      standing.set(id, (standing.get(id) ?? (moves ? 1 : 0)) + 1);
      arriving.push(id);
    }
    const children = [...parent.children];
    for (const id of children.splice(operation.start, operation.remove ?? 0, ...arriving)) {
      standing.set(id, (standing.get(id) ?? 1) - 1);
    }
    this.write({ ...parent, children });
  }

  private reset(page: Node, adopt: Adopt): void {
    const before = this.root === null ? undefined : this.nodes.get(this.root);
    const pairs = before ? pair(this.get, before, page) : new Map<number, number>();
    this.names = new Map();
    const kept = new Set<number>();
    const root = this.take(page, adopt, pairs, kept);
    for (const id of this.nodes.keys()) {
      if (kept.has(id)) continue;
      this.nodes.delete(id);
      this.changed.add(id);
    }
    if (root === this.root) return;
    this.root = root;
    for (const listener of [...this.rootListeners]) listener();
  }

  /** Takes a subtree in; nodes that are as they were keep their objects, so nobody is woken for them. */
  private take(
    node: Node,
    adopt: Adopt,
    pairs?: ReadonlyMap<number, number>,
    kept?: Set<number>,
  ): number {
    const id = this.name(node.id, pairs?.get(node.id));
    const children =
      node.children?.map((child) => this.take(child, adopt, pairs, kept)) ?? NO_CHILDREN;
    const next = { id, element: adopt(node.element), key: node.key ?? "", children };
    const known = this.nodes.get(id);
    if (!known || !isEqual(known, next)) this.write(next);
    kept?.add(id);
    return id;
  }

  /** Gives a new node the id of the place that it continues, else its own, unless another has that here. */
  private name(id: number, place?: number): number {
    let name = place ?? id;
    if (place === undefined && this.nodes.has(id)) {
      name = this.fresh;
      this.fresh -= 1;
    }
    if (name !== id) this.names.set(id, name);
    return name;
  }

  /** Gives the id that a node of the server's has here. */
  private local(id: number): number {
    return this.names.get(id) ?? id;
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
