import { useEffect, useState } from "react";
import { InlineMarkdown } from "../../kit/markdown/InlineMarkdown";
import { Ring } from "../../kit/Ring";
import type { ElementProps } from "../element";
import "./Spinner.css";

/** Fades in after 100 ms and lies over what is below it at first, so that a quick computation moves nothing. */
export default function SpinnerElement({ element }: ElementProps<"spinner">) {
  return (
    <div
      className="stSpinner"
      data-testid="stSpinner"
      data-cache={element.is_cache}
      role="status"
      aria-live="polite"
    >
      <span data-testid="stSpinnerIcon">
        <Ring />
      </span>
      <InlineMarkdown body={element.text ?? ""} />
      {element.show_time && <Elapsed />}
    </div>
  );
}

function Elapsed() {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const start = performance.now();
    const timer = setInterval(() => setSeconds((performance.now() - start) / 1000), 100);
    return () => clearInterval(timer);
  }, []);
  return <span className="spinnerTime">({seconds.toFixed(1)} seconds)</span>;
}
