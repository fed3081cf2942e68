import { Stack } from "../../kit/Stack";
import type { ElementProps } from "../element";
import { NodeList } from "../NodeView";

export function ColumnElement({ element, nodes }: ElementProps<"column">) {
  return (
    <div
      className="stColumn"
      data-testid="stColumn"
      data-border={element.border}
      style={{ flex: `${element.weight ?? 1} 1 0` }}
    >
      <Stack align={element.vertical_alignment}>
        <NodeList nodes={nodes} />
      </Stack>
    </div>
  );
}
