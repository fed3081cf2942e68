import { InlineMarkdown } from "../../kit/markdown/InlineMarkdown";
import type { ElementProps } from "../element";
import "./Progress.css";

export default function ProgressElement({ element }: ElementProps<"progress">) {
  const percent = Math.round(1000 * (element.value ?? 0)) / 10;
  return (
    <div className="stProgress" data-testid="stProgress">
      {element.text && <InlineMarkdown body={element.text} />}
      <div
        className="stProgressBarTrack"
        data-testid="stProgressBarTrack"
        role="progressbar"
        tabIndex={-1}
        aria-label={element.text || "Progress"}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <div className="progressFill" style={{ translate: `${percent - 100}%` }} />
      </div>
    </div>
  );
}
