import { InlineMarkdown } from "../../kit/markdown/InlineMarkdown";
import { HelpTooltip } from "../../kit/Tooltip";
import { type ElementProps, useWidget } from "../element";
import "./Checkbox.css";

export default function CheckboxElement({ id, element }: ElementProps<"checkbox">) {
  const commit = useWidget<boolean>(id);
  const visibility = element.label_visibility;
  return (
    <div className="stCheckbox" data-testid="stCheckbox">
      <label data-disabled={element.disabled}>
        <input
          type="checkbox"
          role={element.toggle ? "switch" : undefined}
          checked={element.value ?? false}
          disabled={element.disabled}
          aria-label={element.label}
          onChange={(event) => commit(event.target.checked)}
        />
        <span className={element.toggle ? "toggleMark" : "checkMark"} aria-hidden="true" />
        {visibility !== "collapsed" && (
          <span
            className="stWidgetLabel"
            data-testid="stWidgetLabel"
            style={visibility === "hidden" ? { visibility } : undefined}
          >
            <InlineMarkdown body={element.label ?? ""} />
          </span>
        )}
      </label>
      <HelpTooltip help={element.help} about={element.label} />
    </div>
  );
}
