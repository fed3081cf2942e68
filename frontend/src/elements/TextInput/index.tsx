import { useId, useState } from "react";
import { useDraft } from "../../kit/draft";
import { Icon } from "../../kit/Icon";
import { WidgetLabel } from "../../kit/WidgetLabel";
import { type ElementProps, useWidget } from "../element";
import "./TextInput.css";

export default function TextInputElement({ id, element }: ElementProps<"text_input">) {
  const commit = useWidget<string | null>(id);
  const field = useId();
  const [isShown, setShown] = useState(false);
  const shown = element.value ?? "";
  const draft = useDraft(shown, (text) => commit(text === "" && element.nullable ? null : text));
  const limit = element.max_chars;
  return (
    <div className="stTextInput" data-testid="stTextInput">
      <WidgetLabel
        label={element.label}
        help={element.help}
        visibility={element.label_visibility}
        htmlFor={field}
        disabled={element.disabled}
      >
        <span className="InputInstructions" data-testid="InputInstructions" aria-live="polite">
          {draft.isDirty && "Press Enter to apply"}
          {draft.isDirty && limit ? ` · ${draft.text.length}/${limit}` : ""}
        </span>
      </WidgetLabel>
      <div className="field" data-disabled={element.disabled}>
        {element.icon && <Icon name={element.icon} />}
        <input
          id={field}
          className="fieldInput"
          type={element.password && !isShown ? "password" : "text"}
          aria-label={element.label}
          value={draft.text}
          placeholder={element.placeholder}
          disabled={element.disabled}
          maxLength={limit || undefined}
          autoComplete={element.autocomplete || (element.password ? "new-password" : "off")}
          {...draft.handlers}
        />
        {element.password && (
          <button
            type="button"
            className="reveal"
            aria-label={isShown ? "Hide password" : "Show password"}
            aria-pressed={isShown}
            onClick={() => setShown(!isShown)}
          >
            <Icon name={isShown ? ":material/visibility_off:" : ":material/visibility:"} />
          </button>
        )}
      </div>
    </div>
  );
}
