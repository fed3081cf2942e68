import { useState } from "react";
import { Glyph } from "../../kit/Glyph";
import { Icon } from "../../kit/Icon";
import { InlineMarkdown } from "../../kit/markdown/InlineMarkdown";
import { Stack } from "../../kit/Stack";
import type { ElementProps } from "../element";
import { NodeList } from "../NodeView";
import "./Expander.css";

export default function ExpanderElement({ element, nodes }: ElementProps<"expander">) {
  const [isOpen, setOpen] = useState(element.expanded ?? false);
  const [drawn, setDrawn] = useState(element.expanded);
  if (drawn !== element.expanded) {
    setDrawn(element.expanded);
    setOpen(element.expanded ?? false);
  }
  return (
    <div className="stExpander" data-testid="stExpander" data-compact={element.compact}>
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span className="stExpanderIcon" data-testid="stExpanderIcon" aria-hidden="true">
            <Glyph name="right" />
          </span>
          {element.icon && <Icon name={element.icon} />}
          <InlineMarkdown body={element.label ?? ""} />
        </summary>
        <div className="stExpanderDetails" data-testid="stExpanderDetails" inert={!isOpen}>
          <Stack>
            <NodeList nodes={nodes} />
          </Stack>
        </div>
      </details>
    </div>
  );
}
