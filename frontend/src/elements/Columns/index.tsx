import { Stack } from "../../kit/Stack";
import type { ElementProps } from "../element";
import { NodeList } from "../NodeView";

export default function ColumnsElement({ element, nodes }: ElementProps<"columns">) {
  return (
    <Stack horizontal nowrap={element.nowrap} gap={element.gap} style={{ alignItems: "stretch" }}>
      <NodeList nodes={nodes} />
    </Stack>
  );
}
