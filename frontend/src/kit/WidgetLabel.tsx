/** The label above a widget, with its help. */
import { InlineMarkdown } from "./markdown/InlineMarkdown";
import { HelpTooltip } from "./Tooltip";
import "./WidgetLabel.css";

interface LabelProps {
  label?: string | undefined;
  help?: string | undefined;
  visibility?: "" | "hidden" | "collapsed" | undefined;
  htmlFor?: string;
  disabled?: boolean | undefined;
}

export function WidgetLabel({ label = "", help, visibility = "", htmlFor, disabled }: LabelProps) {
  return (
    <div className="widgetLabelRow" data-visibility={visibility || undefined}>
      <label
        className="stWidgetLabel"
        data-testid="stWidgetLabel"
        htmlFor={htmlFor}
        data-disabled={disabled}
      >
        <InlineMarkdown body={label} />
      </label>
      <HelpTooltip help={help} about={label} />
    </div>
  );
}
