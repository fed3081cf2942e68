import type { ElementProps } from "../element";
import { NodeList } from "../NodeView";

/** A place for one element; an empty one takes no room. */
export function SlotElement({ nodes }: ElementProps<"slot">) {
  if (nodes.length > 0) return <NodeList nodes={nodes} />;
  return <div className="stEmpty" data-testid="stEmpty" hidden />;
}
