import { HelpTooltip } from "../../kit/Tooltip";
import type { ElementProps } from "../element";
import "./Text.css";

export default function TextElement({ element }: ElementProps<"text">) {
  return (
    <div
      className="stText"
      data-testid="stText"
      data-nowrap={element.nowrap}
      style={{ textAlign: element.alignment || undefined }}
    >
      {element.body}
      <HelpTooltip help={element.help} />
    </div>
  );
}
