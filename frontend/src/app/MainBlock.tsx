import { NodeList } from "../elements/NodeView";
import { useNode } from "../elements/page";
import { Stack } from "../kit/Stack";

/** The elements of the middle or of the sidebar. */
export function MainBlock({ id }: { id: number | undefined }) {
  const nodes = useNode(id)?.children ?? [];
  return (
    <Stack>
      <NodeList nodes={nodes} />
    </Stack>
  );
}
