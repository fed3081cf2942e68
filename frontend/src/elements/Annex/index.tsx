import type { ElementProps } from "../element";
import { NodeList } from "../NodeView";

/** What a fragment has drawn into a block outside of it, as if it stood there by itself. */
export default function AnnexElement({ nodes }: ElementProps<"annex">) {
  return <NodeList nodes={nodes} />;
}
