/** An element that can fill the window, with its tools. Escape brings it back. */
import { type ReactNode, useEffect, useState } from "react";
import { ElementToolbar, Tool } from "./ElementToolbar";

interface FullScreenFrameProps {
  tools: ReactNode;
  children: (isFull: boolean) => ReactNode;
}

export function FullScreenFrame({ tools, children }: FullScreenFrameProps) {
  const [isFull, setFull] = useState(false);
  useEffect(() => {
    if (!isFull) return;
    const leave = (event: KeyboardEvent): void => {
      if (event.key === "Escape") setFull(false);
    };
    const { overflow } = document.body.style;
    document.body.style.overflow = "hidden";
    addEventListener("keydown", leave);
    return () => {
      document.body.style.overflow = overflow;
      removeEventListener("keydown", leave);
    };
  }, [isFull]);
  return (
    <div
      className="stFullScreenFrame"
      data-testid="stFullScreenFrame"
      data-full={isFull || undefined}
    >
      <ElementToolbar>
        {tools}
        <Tool
          label={isFull ? "Close fullscreen" : "Fullscreen"}
          glyph={isFull ? "shrink" : "expand"}
          onUse={() => setFull(!isFull)}
        />
      </ElementToolbar>
      {children(isFull)}
    </div>
  );
}
