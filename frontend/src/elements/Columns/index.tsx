import { gapLength } from "../../kit/Stack";
import type { ElementProps } from "../element";
import { NodeList } from "../NodeView";
import "./Columns.css";

export function ColumnsElement({ element, nodes }: ElementProps<"columns">) {
  return (
    <div
      className="stHorizontalBlock columns"
      data-testid="stHorizontalBlock"
      data-nowrap={element.nowrap}
      style={{ gap: gapLength(element.gap) }}
    >
      <NodeList nodes={nodes} />
    </div>
  );
}
