/** Help that appears on hover and on focus. */
import type { ReactNode } from "react";
import { Button, OverlayArrow, Tooltip as AriaTooltip, TooltipTrigger } from "react-aria-components";
import { MarkdownText } from "./markdown/MarkdownText";
import "./Tooltip.css";

function Content({ help }: { help: string }) {
  return (
    <AriaTooltip className="stTooltipContent" data-testid="stTooltipContent" offset={6}>
      <OverlayArrow />
      <MarkdownText body={help} />
    </AriaTooltip>
  );
}

/** Gives a control help of its own. */
export function Tooltip({ help, children }: { help?: string | undefined; children: ReactNode }) {
  if (!help) return children;
  return (
    <TooltipTrigger delay={300} closeDelay={100}>
      <span className="stTooltipHoverTarget" data-testid="stTooltipHoverTarget">
        {children}
      </span>
      <Content help={help} />
    </TooltipTrigger>
  );
}

/** A small question mark that explains what stands before it. */
export function HelpTooltip({ help }: { help?: string | undefined }) {
  if (!help) return null;
  return (
    <span className="stTooltipIcon" data-testid="stTooltipIcon">
      <TooltipTrigger delay={200} closeDelay={100}>
        <span className="stTooltipHoverTarget" data-testid="stTooltipHoverTarget">
          <Button className="helpButton" aria-label="Help">
            ?
          </Button>
        </span>
        <Content help={help} />
      </TooltipTrigger>
    </span>
  );
}
