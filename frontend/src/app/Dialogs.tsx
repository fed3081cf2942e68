/** What the shell asks and says in dialogs of its own. */
import type { ComponentType, ReactNode } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useSession } from "../elements/page";
import { Button } from "../kit/Button";
import { MarkdownText } from "../kit/markdown/MarkdownText";
import { portal } from "../kit/portal";
import type { DialogName } from "./dialogs";
import { useValue } from "./hooks";

interface DialogProps {
  close(): void;
}

export const DIALOGS: Record<DialogName, ComponentType<DialogProps>> = {
  "clear caches": ClearCachesDialog,
  about: AboutDialog,
  "page not found": PageNotFoundDialog,
};

function ClearCachesDialog({ close }: DialogProps) {
  const session = useSession();
  const clear = (): void => {
    close();
    session.clearCaches();
  };
  return (
    <ShellDialog
      title="Clear caches?"
      testId="stClearCacheDialog"
      close={close}
      action={
        <Button variant="primary" autoFocus onClick={clear}>
          Clear caches
        </Button>
      }
    >
      Every cached result of this app is forgotten, for all its users, and computed again when it is
      needed.
    </ShellDialog>
  );
}

function AboutDialog({ close }: DialogProps) {
  const { about } = useValue(useSession().surroundings);
  if (about) {
    return (
      <ShellDialog title="About" testId="stAboutDialog" close={close}>
        <MarkdownText body={about} />
      </ShellDialog>
    );
  }
  return (
    <ShellDialog title="Made with Millstream" testId="stAboutDialog" close={close}>
      A plain Python script, run from top to bottom for each interaction, and remembered in between.
    </ShellDialog>
  );
}

function PageNotFoundDialog({ close }: DialogProps) {
  const { missing } = useValue(useSession().navigation);
  return (
    <ShellDialog title="Page not found" testId="stPageNotFoundDialog" close={close}>
      The app has no page “{missing}”. This is its first page.
    </ShellDialog>
  );
}

interface ShellDialogProps extends DialogProps {
  title: string;
  testId: string;
  action?: ReactNode;
  children: ReactNode;
}

function ShellDialog({ title, testId, close, action, children }: ShellDialogProps) {
  return (
    <ModalOverlay
      UNSTABLE_portalContainer={portal()}
      className="dialogOverlay"
      isOpen
      isDismissable
      onOpenChange={(open) => !open && close()}
    >
      <Modal className="dialogBox">
        <Dialog className="dialog" data-testid={testId}>
          <Heading slot="title" className="dialogTitle">
            {title}
          </Heading>
          <div>{children}</div>
          <div className="dialogActions">
            <Button onClick={close}>{action ? "Cancel" : "Close"}</Button>
            {action}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
