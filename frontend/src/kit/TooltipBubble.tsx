import type { RefObject } from "react";
import { Popover } from "react-aria-components";
import { MarkdownText } from "./markdown/MarkdownText";
import { portal } from "./portal";

interface BubbleProps {
  id: string;
  anchor: RefObject<HTMLElement | null>;
  help: string;
  close(): void;
}

export function TooltipBubble({ id, anchor, help, close }: BubbleProps) {
  return (
    <Popover
      UNSTABLE_portalContainer={portal()}
      className="stTooltipContent"
      data-testid="stTooltipContent"
      aria-label="Help"
      triggerRef={anchor}
      placement="top"
      offset={6}
      isNonModal
      isOpen
      onOpenChange={(isOpen) => !isOpen && close()}
    >
      <div id={id} role="tooltip">
        <MarkdownText body={help} />
      </div>
    </Popover>
  );
}
