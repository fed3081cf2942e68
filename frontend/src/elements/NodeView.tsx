/** A node of the page: its outer box with the hooks that users style and test by, and its element inside. */
import { type ComponentType, memo } from "react";
import { type Later, useLater } from "../kit/later";
import type { AnyElement } from "../protocol/messages";
import { ErrorBoundary } from "./ErrorBoundary";
import type { ElementProps, Kind } from "./element";
import "./NodeView.css";
import { useNode } from "./page";
import { componentAtHand, componentToFetch } from "./registry";

const BLOCKS: ReadonlySet<Kind> = new Set(["container", "columns", "expander", "form"]);
const UNWRAPPED: ReadonlySet<Kind> = new Set(["annex", "column", "dialog", "slot"]);
/** Blocks that put the class of the user's key on themselves. */
const CARRY_KEY: ReadonlySet<Kind> = new Set(["container", "form"]);
const AS_WIDE_AS_CONTENT: ReadonlySet<Kind> = new Set([
  "button",
  "checkbox",
  "color_picker",
  "page_link",
  "text",
]);

export const NodeView = memo(function NodeView({ id }: { id: number }) {
  const node = useNode(id);
  if (!node) return null;
  const { element, children, key } = node;
  const keyClass = key && `st-key-${key.replace(/[^A-Za-z0-9_-]/g, "-")}`;
  const content = (
    <ErrorBoundary retryOn={element}>
      <Content id={id} element={element} nodes={children} keyClass={keyClass} />
    </ErrorBoundary>
  );
  if (UNWRAPPED.has(element.kind)) return content;
  const isBlock = BLOCKS.has(element.kind);
  const hooks = isBlock
    ? {
        className: `stLayoutWrapper ${CARRY_KEY.has(element.kind) ? "" : keyClass}`,
        "data-testid": "stLayoutWrapper",
      }
    : {
        className: `stElementContainer element-container ${keyClass}`,
        "data-testid": "stElementContainer",
        "data-stale": "false",
      };
  const { width = "" } = element;
  return (
    <div
      {...hooks}
      data-kind={element.kind}
      data-width={width === "" ? ownWidth(element) : typeof width === "number" ? "fixed" : width}
      style={typeof width === "number" ? { width } : undefined}
    >
      {content}
    </div>
  );
});

export function NodeList({ nodes }: { nodes: readonly number[] }) {
  return nodes.map((id) => <NodeView key={id} id={id} />);
}

function Content(props: ElementProps<Kind>) {
  const { kind } = props.element;
  const Component = componentAtHand(kind);
  if (Component) return <Component key={identity(props.element)} {...props} />;
  const later = componentToFetch(kind);
  return later ? <Fetched key={kind} later={later} {...props} /> : null;
}

/** An element whose script is fetched; until it is there, a part of the page is kept free. */
function Fetched({
  later,
  ...props
}: ElementProps<Kind> & { later: Later<ComponentType<ElementProps<Kind>>> }) {
  const Component = useLater(later);
  if (!Component) return <div className="arriving" />;
  return <Component key={identity(props.element)} {...props} />;
}

/** A widget that takes another's place starts anew: what was typed into the other is not its own. */
function identity(element: AnyElement): string | undefined {
  return "id" in element ? element.id : undefined;
}

function ownWidth(element: AnyElement): string {
  return AS_WIDE_AS_CONTENT.has(element.kind) ? "content" : "stretch";
}
