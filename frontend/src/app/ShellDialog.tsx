import type { ReactNode } from "react";
import { Button, Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";

interface DialogProps {
  title: string;
  testId: string;
  close(): void;
  children: ReactNode;
  action?: { label: string; run(): void };
}

/** A question or a word of the shell itself, over the page. */
export function ShellDialog({ title, testId, close, children, action }: DialogProps) {
  return (
    <ModalOverlay className="dialogOverlay" isOpen isDismissable onOpenChange={(open) => !open && close()}>
      <Modal className="dialogBox">
        <Dialog className="dialog" data-testid={testId}>
          <Heading slot="title">{title}</Heading>
          {children}
          <div className="dialogActions">
            <Button className="button" data-variant="secondary" onPress={close}>
              {action ? "Cancel" : "Close"}
            </Button>
            {action && (
              <Button className="button" data-variant="primary" autoFocus onPress={action.run}>
                {action.label}
              </Button>
            )}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
