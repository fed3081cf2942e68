import { type CSSProperties, useRef } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { IconButton } from "../../kit/Button";
import { Glyph } from "../../kit/Glyph";
import { Icon } from "../../kit/Icon";
import { InlineMarkdown } from "../../kit/markdown/InlineMarkdown";
import { portal } from "../../kit/portal";
import { Stack } from "../../kit/Stack";
import { type ElementProps, useWidget } from "../element";
import { NodeList } from "../NodeView";
import "./Dialog.css";
import { useDrawer } from "./drawer";

const WIDTHS: Record<string, number> = { "": 500, medium: 750, large: 1280 };

/** A block over the page. The rest of the page is inert while it is open, and the focus stays in it. */
export default function DialogElement({ id, element, nodes }: ElementProps<"dialog">) {
  const setOpen = useWidget<boolean>(id);
  const { position = "", width = "", undismissible = false } = element;
  const box = useRef<HTMLDivElement>(null);
  const drawer = useDrawer(box, position || "left");
  const pixels = drawer.width ?? (typeof width === "number" ? width : WIDTHS[width]);
  return (
    <ModalOverlay
      UNSTABLE_portalContainer={portal()}
      className="stDialog"
      data-testid="stDialog"
      data-position={position || "center"}
      isOpen={element.value ?? false}
      isDismissable={!undismissible}
      isKeyboardDismissDisabled={undismissible}
      onOpenChange={(isOpen) => !isOpen && setOpen(false)}
    >
      <Modal
        ref={box}
        className="stDialogBox"
        style={{ "--width": `${pixels}px` } as CSSProperties}
      >
        <Dialog className="stDialogContent">
          <header className="stDialogHeader">
            {element.icon && (
              <span data-testid="stDialogIcon">
                <Icon name={element.icon} />
              </span>
            )}
            <Heading slot="title" className="stDialogTitle">
              <InlineMarkdown body={element.label ?? ""} />
            </Heading>
            {!undismissible && (
              <IconButton label="Close" onClick={() => setOpen(false)}>
                <Glyph name="close" />
              </IconButton>
            )}
          </header>
          <Stack>
            <NodeList nodes={nodes} />
          </Stack>
        </Dialog>
        {position && <div className="drawerEdge" {...drawer.edge} />}
      </Modal>
    </ModalOverlay>
  );
}
