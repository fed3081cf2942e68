import { useState } from "react";
import { Glyph } from "../../kit/Glyph";
import { Icon } from "../../kit/Icon";
import { InlineMarkdown } from "../../kit/markdown/InlineMarkdown";
import { Ring } from "../../kit/Ring";
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
    <div className="stExpander" data-testid="stExpander" data-type={element.type}>
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span className="stExpanderIcon" data-testid="stExpanderIcon" aria-hidden="true">
            <Glyph name="right" />
          </span>
          {element.icon && <Icon name={element.icon} />}
          {element.state && <State state={element.state} />}
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

const STATES = {
  running: { label: "Running", testId: "stExpanderIconSpinner", icon: <Ring /> },
  complete: {
    label: "Complete",
    testId: "stExpanderIconCheck",
    icon: <Icon name=":material/check:" />,
  },
  error: { label: "Error", testId: "stExpanderIconError", icon: <Icon name=":material/error:" /> },
};

/** How the work goes that is told inside. */
function State({ state }: { state: keyof typeof STATES }) {
  const { label, testId, icon } = STATES[state];
  return (
    <span
      className="expanderState"
      data-state={state}
      data-testid={testId}
      role="img"
      aria-label={label}
    >
      {icon}
    </span>
  );
}
