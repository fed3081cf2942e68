import { useLayoutEffect } from "react";
import type { ElementProps } from "../element";
import { NodeList } from "../NodeView";
import { useSession } from "../page";

/** A page of the app, which has a key, or what a fragment has drawn outside of it: as if it stood there by itself. */
export default function AnnexElement({ nodes, keyClass }: ElementProps<"annex">) {
  const session = useSession();
  useLayoutEffect(() => {
    if (keyClass) session.arrived();
  }, [session, keyClass]);
  return <NodeList nodes={nodes} />;
}
