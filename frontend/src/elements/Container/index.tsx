import { useEffect, useRef } from "react";
import { Stack } from "../../kit/Stack";
import type { ElementProps } from "../element";
import { NodeList } from "../NodeView";
import "./Container.css";

export function ContainerElement({ element, nodes }: ElementProps<"container">) {
  const box = useRef<HTMLDivElement>(null);
  const scrolls = typeof element.height === "number";
  const autoscroll = element.autoscroll && scrolls;
  useEffect(() => {
    const end = box.current;
    if (!autoscroll || !end) return;
    const observer = new ResizeObserver(() => end.scrollTo({ top: end.scrollHeight }));
    for (const child of end.children) observer.observe(child);
    return () => observer.disconnect();
  }, [autoscroll]);
  const stack = (
    <Stack
      horizontal={element.horizontal}
      nowrap={element.nowrap}
      justify={element.horizontal_alignment}
      align={element.vertical_alignment}
      gap={element.gap}
    >
      <NodeList nodes={nodes} />
    </Stack>
  );
  if (!element.border && !scrolls && element.height !== "stretch") return stack;
  return (
    <div
      ref={box}
      className="container"
      data-border={element.border}
      data-test-scroll-behavior={scrolls ? (autoscroll ? "scroll-to-bottom" : "normal") : undefined}
      style={{ height: element.height === "stretch" ? "100%" : element.height || undefined }}
      {...(scrolls && { tabIndex: 0, role: "group" })}
    >
      {stack}
    </div>
  );
}
