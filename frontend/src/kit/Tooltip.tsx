/** Help that appears on hover and on focus; its overlay is fetched when the first one is wanted. */
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { Glyph } from "./Glyph";
import { Later, useLater } from "./later";
import "./Tooltip.css";

const WAIT_MILLISECONDS = 250;
const bubble = new Later(() => import("./TooltipBubble").then((module) => module.TooltipBubble));

interface TooltipProps {
  help?: string | undefined;
  children: ReactNode;
}

/** Gives a control help of its own. */
export function Tooltip({ help, children }: TooltipProps) {
  if (!help) return children;
  return <Target help={help}>{children}</Target>;
}

/** A small question mark that explains what stands before it. */
export function HelpTooltip({
  help,
  about = "",
}: {
  help?: string | undefined;
  about?: string | undefined;
}) {
  if (!help) return null;
  return (
    <span className="stTooltipIcon" data-testid="stTooltipIcon">
      <Target help={help}>
        <button
          type="button"
          className="helpButton"
          aria-label={about ? `Help for ${about}` : "Help"}
        >
          <Glyph name="question" />
        </button>
      </Target>
    </span>
  );
}

function Target({ help, children }: { help: string; children: ReactNode }) {
  const target = useRef<HTMLSpanElement>(null);
  const timer = useRef(0);
  const [isOpen, setOpen] = useState(false);
  const Bubble = useLater(bubble, isOpen);
  const bubbleId = useId();
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    const control = target.current?.querySelector("button, input, a");
    if (!isOpen || !control) return;
    control.setAttribute("aria-describedby", bubbleId);
    return () => control.removeAttribute("aria-describedby");
  }, [isOpen, bubbleId]);
  const show = (): void => setOpen(true);
  const hide = (): void => {
    clearTimeout(timer.current);
    setOpen(false);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it listens for the control inside it
    <span
      ref={target}
      className="stTooltipHoverTarget"
      data-testid="stTooltipHoverTarget"
      onPointerEnter={() => {
        bubble.fetch();
        timer.current = window.setTimeout(show, WAIT_MILLISECONDS);
      }}
      onPointerLeave={hide}
      onFocus={(event) => event.target.matches(":focus-visible") && show()}
      onBlur={hide}
      onClick={show}
      onKeyDown={(event) => event.key === "Escape" && hide()}
    >
      {children}
      {isOpen && Bubble && <Bubble id={bubbleId} anchor={target} help={help} close={hide} />}
    </span>
  );
}
