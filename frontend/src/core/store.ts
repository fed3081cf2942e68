/**
 * The page as the browser holds it: nodes by id, each with subscribers of its own. A change of one node wakes those of that
 * node and nobody else. The rules are those of `millstream.tree.patch`; both read the cases in `spec/patches`.
 */
import type { AnyElement, Node, Operation } from "../protocol/messages";

export interface PageNode {
  readonly id: number;
  readonly element: AnyElement;
  readonly key: string;
  readonly children: readonly number[];
}

export type TreeOperation = Exclude<Operation, { op: "page" }>;

type Listener = () => void;
const NO_CHILDREN: readonly number[] = [];

export class PageStore {
  root: number | null = null;
  private nodes = new Map<number, PageNode>();
  private listeners = new Map<number, Set<Listener>>();
  private rootListeners = new Set<Listener>();
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
  apply(operations: Iterable<TreeOperation>, adopt: (element: AnyElement) => AnyElement = same): void {
    const removed = new Set<number>();
    for (const operation of operations) {
      if (operation.op === "put") this.put(operation.id, adopt(operation.element));
      else if (operation.op === "splice") this.splice(operation, removed, adopt);
      else this.reset(operation.root, adopt);
    }
    this.sweep(removed);
    this.notify();
  }

  /** Shows another element in a place, as the user has made it. */
  change(id: number, element: AnyElement): void {
    this.put(id, element);
    this.notify();
  }

  clear(): void {
    for (const id of this.nodes.keys()) this.changed.add(id);
    this.nodes.clear();
    this.setRoot(null);
    this.notify();
  }

  private put(id: number, element: AnyElement): void {
    const node = this.nodes.get(id);
    if (node) this.write({ ...node, element });
  }

  private splice(
    operation: Extract<TreeOperation, { op: "splice" }>,
    removed: Set<number>,
    adopt: (element: AnyElement) => AnyElement,
  ): void {
    const parent = this.nodes.get(operation.parent);
    if (!parent) return;
    const children = [...parent.children];
    const arriving = (operation.insert ?? []).map((item) =>
      typeof item === "number" ? item : this.take(item, adopt),
    );
    for (const id of children.splice(operation.start, operation.remove ?? 0, ...arriving)) {
      removed.add(id);
    }
    this.write({ ...parent, children });
  }

  private reset(root: Node, adopt: (element: AnyElement) => AnyElement): void {
    const kept = new Set<number>();
    this.take(root, adopt, kept);
    for (const id of this.nodes.keys()) {
      if (!kept.has(id)) {
        this.nodes.delete(id);
        this.changed.add(id);
      }
    }
    this.setRoot(root.id);
  }

  /** Takes a subtree in; nodes that are as they were keep their objects, so nobody is woken for them. */
  private take(node: Node, adopt: (element: AnyElement) => AnyElement, kept?: Set<number>): number {
    const children = node.children?.map((child) => this.take(child, adopt, kept)) ?? NO_CHILDREN;
    const next = { id: node.id, element: adopt(node.element), key: node.key ?? "", children };
    const known = this.nodes.get(node.id);
    if (!known || !isEqual(known, next)) this.write(next);
    kept?.add(node.id);
    return node.id;
  }

  /** Forgets what was taken out and stands nowhere now, with everything below it. */
  private sweep(removed: Set<number>): void {
    if (removed.size === 0) return;
    const standing = new Set<number>();
    for (const node of this.nodes.values()) for (const id of node.children) standing.add(id);
    const forget = (id: number): void => {
      const node = this.nodes.get(id);
      if (!node) return;
      this.nodes.delete(id);
      this.changed.add(id);
      node.children.forEach(forget);
    };
    for (const id of removed) if (!standing.has(id)) forget(id);
  }

  private write(node: PageNode): void {
    this.nodes.set(node.id, node);
    this.changed.add(node.id);
  }

  private setRoot(root: number | null): void {
    if (root === this.root) return;
    this.root = root;
    for (const listener of [...this.rootListeners]) listener();
  }

  private notify(): void {
    const changed = this.changed;
    this.changed = new Set();
    for (const id of changed) {
      for (const listener of [...(this.listeners.get(id) ?? [])]) listener();
    }
  }
}

function same(element: AnyElement): AnyElement {
  return element;
}

/** Compares plain values as deep as they go. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => key in b && isEqual(a[key as never], b[key as never]));
}
