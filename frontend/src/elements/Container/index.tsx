import { useEffect, useRef } from "react";
import { Stack } from "../../kit/Stack";
import type { ElementProps } from "../element";
import { NodeList } from "../NodeView";
import "./Container.css";

export default function ContainerElement({ element, nodes, keyClass }: ElementProps<"container">) {
  const box = useRef<HTMLDivElement>(null);
  const { height = "" } = element;
  const scrolls = typeof height === "number";
  const follows = scrolls && (element.autoscroll ?? false);
  useEffect(() => {
    const end = box.current;
    if (!follows || !end) return;
    const toEnd = (): void => end.scrollTo({ top: end.scrollHeight });
    const observer = new MutationObserver(toEnd);
    observer.observe(end, { childList: true, subtree: true, characterData: true });
    toEnd();
    return () => observer.disconnect();
  }, [follows]);
  return (
    <Stack
      ref={box}
      className={keyClass}
      horizontal={element.horizontal}
      nowrap={element.nowrap}
      justify={element.horizontal_alignment}
      align={element.vertical_alignment}
      gap={element.gap}
      data-border={element.border}
      data-test-scroll-behavior={follows ? "scroll-to-bottom" : "normal"}
      style={{ height: height === "stretch" ? "100%" : scrolls ? height : undefined }}
      {...(scrolls && { "data-scrolls": true, tabIndex: 0, role: "group" })}
    >
      <NodeList nodes={nodes} />
    </Stack>
  );
}
