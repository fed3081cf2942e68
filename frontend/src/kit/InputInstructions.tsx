/** What a user who is writing should know: how to apply the text, how much room is left, or why it cannot be applied. */
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
  if (draft.complaint) {
    return (
      <div className="InputInstructions" data-testid="InputInstructions" role="alert" data-wrong>
        {draft.complaint}
      </div>
    );
  }
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
