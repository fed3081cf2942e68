/**
 * Finds the places that go on when a page comes whole. A server that was started again counts its nodes anew, so what they
 * are decides: the places at the front and at the end that show the same, what has a name of its own (a widget, a key of the
 * user's), and what is of the same kind, in order.
 */
import type { Node } from "../protocol/messages";
import { isEqual } from "./equality";
import type { PageNode } from "./store";

type Get = (id: number) => PageNode | undefined;
type Known = Pick<PageNode, "element" | "key"> | Pick<Node, "element" | "key">;

/** Gives, by the ids of a new page's nodes, the ids of the places that they continue. */
export function pair(get: Get, root: PageNode, page: Node): Map<number, number> {
  const pairs = new Map<number, number>();
  const waiting: [PageNode, Node][] = [[root, page]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [old, node] = next;
    pairs.set(node.id, old.id);
    const before = old.children.map(get).filter((child) => child !== undefined);
    waiting.push(...pairChildren(before, node.children ?? []));
  }
  return pairs;
}

function pairChildren(old: readonly PageNode[], children: readonly Node[]): [PageNode, Node][] {
  const shared = Math.min(old.length, children.length);
  let start = 0;
  while (start < shared && isSame(old[start], children[start])) start += 1;
  let end = 0;
  while (end < shared - start && isSame(old.at(-1 - end), children.at(-1 - end))) end += 1;
  const found: [PageNode, Node][] = [];
  const add = (before: PageNode | undefined, child: Node | undefined) => {
    if (before && child) found.push([before, child]);
  };
  for (let at = 0; at < start; at += 1) add(old[at], children[at]);
  for (let at = 1; at <= end; at += 1) add(old.at(-at), children.at(-at));
  const left = new Map<string, PageNode[]>();
  for (const place of old.slice(start, old.length - end).reverse()) {
    const alike = left.get(placeOf(place));
    if (alike) alike.push(place);
    else left.set(placeOf(place), [place]);
  }
  for (const child of children.slice(start, children.length - end)) {
    add(left.get(placeOf(child))?.pop(), child);
  }
  return found;
}

function placeOf(node: Known): string {
  return `${node.element.kind} ${nameOf(node)}`;
}

function isSame(old?: PageNode, node?: Node): boolean {
  return !!old && !!node && nameOf(old) === nameOf(node) && isEqual(old.element, node.element);
}

function nameOf({ element, key = "" }: Known): string {
  return ("id" in element && element.id) || key;
}
