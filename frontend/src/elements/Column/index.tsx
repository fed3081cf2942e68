import { Stack } from "../../kit/Stack";
import type { ElementProps } from "../element";
import { NodeList } from "../NodeView";
import "./Column.css";

export default function ColumnElement({ element, nodes }: ElementProps<"column">) {
  return (
    <div
      className="stColumn"
      data-testid="stColumn"
      data-border={element.border}
      style={{ flexGrow: element.weight || 1 }}
    >
      <Stack align={element.vertical_alignment} style={{ height: "100%" }}>
        <NodeList nodes={nodes} />
      </Stack>
    </div>
  );
}
