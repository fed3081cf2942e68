/** A node of the page: its outer box with the hooks that users style and test by, and its element inside. */
import { type CSSProperties, memo } from "react";
import { useNode } from "../app/hooks";
import type { AnyElement } from "../protocol/messages";
import { type ElementProps, type Kind, propsOf } from "./element";
import { useComponent } from "./registry";

const BLOCKS: ReadonlySet<Kind> = new Set(["container", "columns", "column", "expander", "slot"]);

export const NodeView = memo(function NodeView({ id }: { id: number }) {
  const node = useNode(id);
  if (!node) return null;
  const props = propsOf(node);
  const keyed = keyClass(node.key);
  if (BLOCKS.has(node.element.kind)) return <Block props={props} keyed={keyed} />;
  return (
    <div
      className={`stElementContainer element-container${keyed && ` ${keyed}`}`}
      data-testid="stElementContainer"
      data-stale="false"
      data-kind={node.element.kind}
      style={widthStyle(node.element)}
    >
      <Content {...props} />
    </div>
  );
});

function Block({ props, keyed }: { props: ElementProps<Kind>; keyed: string }) {
  if (props.element.kind === "column" || props.element.kind === "slot") return <Content {...props} />;
  return (
    <div
      className={`stLayoutWrapper${keyed && ` ${keyed}`}`}
      data-testid="stLayoutWrapper"
      style={widthStyle(props.element)}
    >
      <Content {...props} />
    </div>
  );
}

function Content(props: ElementProps<Kind>) {
  const Component = useComponent(props.element.kind);
  return Component ? <Component {...props} /> : <div className="arriving" />;
}

export function NodeList({ nodes }: { nodes: readonly number[] }) {
  return nodes.map((id) => <NodeView key={id} id={id} />);
}

function keyClass(key: string): string {
  return key && `st-key-${key.replace(/[^A-Za-z0-9_-]/g, "-")}`;
}

function widthStyle(element: AnyElement): CSSProperties | undefined {
  const { width } = element;
  if (typeof width === "number") return { width, maxWidth: "100%" };
  if (width === "content") return { width: "fit-content", maxWidth: "100%" };
  if (width === "stretch") return { width: "100%" };
  return undefined;
}
