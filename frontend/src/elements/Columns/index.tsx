import { Stack } from "../../kit/Stack";
import type { ElementProps } from "../element";
import { NodeList } from "../NodeView";

export default function ColumnsElement({ element, nodes, keyClass }: ElementProps<"columns">) {
  return (
    <Stack
      className={keyClass}
      horizontal
      nowrap={element.nowrap}
      gap={element.gap}
      style={{ alignItems: "stretch" }}
    >
      <NodeList nodes={nodes} />
    </Stack>
  );
}
