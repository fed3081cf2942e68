import { ProgressBar } from "react-aria-components";
import { InlineMarkdown } from "../../kit/markdown/InlineMarkdown";
import type { ElementProps } from "../element";
import "./Progress.css";

export default function ProgressElement({ element }: ElementProps<"progress">) {
  const percent = 100 * (element.value ?? 0);
  return (
    <ProgressBar
      className="stProgress"
      data-testid="stProgress"
      value={percent}
      aria-label={element.text || "Progress"}
    >
      {element.text && <InlineMarkdown body={element.text} />}
      <div className="progressTrack">
        <div className="progressFill" style={{ width: `${percent}%` }} />
      </div>
    </ProgressBar>
  );
}
