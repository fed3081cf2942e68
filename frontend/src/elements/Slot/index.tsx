import type { ElementProps } from "../element";
import { NodeList } from "../NodeView";

/** A place for one element; an empty one takes no room. */
export default function SlotElement({ nodes }: ElementProps<"slot">) {
  if (nodes.length > 0) return <NodeList nodes={nodes} />;
  return (
    <div
      className="stElementContainer element-container isEmpty"
      data-testid="stElementContainer"
      data-stale="false"
    >
      <div className="stEmpty" data-testid="stEmpty" />
    </div>
  );
}
