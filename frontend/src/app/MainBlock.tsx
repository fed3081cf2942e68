import { NodeList } from "../elements/NodeView";
import { Stack } from "../kit/Stack";
import { useNode } from "./hooks";

/** The elements of the middle or of the sidebar. */
export function MainBlock({ id }: { id: number }) {
  const node = useNode(id);
  return (
    <Stack>
      <NodeList nodes={node?.children ?? []} />
    </Stack>
  );
}
