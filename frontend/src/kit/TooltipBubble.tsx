import type { RefObject } from "react";
import { Tooltip } from "react-aria-components";
import { MarkdownText } from "./markdown/MarkdownText";

interface BubbleProps {
  id: string;
  anchor: RefObject<HTMLElement | null>;
  help: string;
  close(): void;
}

export function TooltipBubble({ id, anchor, help, close }: BubbleProps) {
  return (
    <Tooltip
      className="stTooltipContent"
      data-testid="stTooltipContent"
      triggerRef={anchor}
      offset={6}
      isOpen
      onOpenChange={(isOpen) => !isOpen && close()}
    >
      <div id={id}>
        <MarkdownText body={help} />
      </div>
    </Tooltip>
  );
}
