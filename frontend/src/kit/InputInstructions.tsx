/** What a user who is writing should know: how to apply the text, and how much room is left. */
import type { Draft } from "./draft";
import "./InputInstructions.css";

export function InputInstructions({
  draft,
  hint,
  maxChars = 0,
}: {
  draft: Draft;
  hint: string;
  maxChars?: number | undefined;
}) {
  const parts = [
    draft.isDirty && hint,
    maxChars > 0 && (draft.isDirty || draft.isFocused) && `${draft.text.length}/${maxChars}`,
  ].filter(Boolean);
  if (parts.length === 0) return null;
  return (
    <div className="InputInstructions" data-testid="InputInstructions">
      {parts.join(" · ")}
    </div>
  );
}
