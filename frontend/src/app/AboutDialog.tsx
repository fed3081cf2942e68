import { ShellDialog } from "./ShellDialog";

export function AboutDialog({ close }: { close(): void }) {
  return (
    <ShellDialog title="Made with Millstream" close={close} testId="stAboutDialog">
      <p>A Python script, run from top to bottom for each interaction, and remembered in between.</p>
    </ShellDialog>
  );
}
