/** An element that can fill the window, with its tools. Escape brings it back. */
import { type ReactNode, useEffect, useState } from "react";
import { ElementToolbar, Tool } from "./ElementToolbar";

interface FullScreenFrameProps {
  tools: ReactNode;
  onChange?: (isFull: boolean) => void;
  children: ReactNode;
}

export function FullScreenFrame({ tools, onChange, children }: FullScreenFrameProps) {
  const [isFull, setFull] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a change of state is told
  useEffect(() => onChange?.(isFull), [isFull]);
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
      {children}
    </div>
  );
}
