import { useId, useState } from "react";
import { useDraft } from "../../kit/draft";
import { Icon } from "../../kit/Icon";
import { InputInstructions } from "../../kit/InputInstructions";
import { WidgetLabel } from "../../kit/WidgetLabel";
import { type ElementProps, useWidget } from "../element";
import { instructions, useForm } from "../form";

export default function TextInputElement({ id, element }: ElementProps<"text_input">) {
  const commit = useWidget<string | null>(id);
  const field = useId();
  const [isShown, setShown] = useState(false);
  const apply = (text: string): void => commit(text === "" && element.nullable ? null : text);
  const form = useForm();
  const draft = useDraft(element.value ?? "", apply, form?.enter);
  return (
    <div className="stTextInput" data-testid="stTextInput">
      <WidgetLabel
        label={element.label}
        help={element.help}
        visibility={element.label_visibility}
        htmlFor={field}
        disabled={element.disabled}
      />
      <div className="field" data-testid="stTextInputRootElement" data-disabled={element.disabled}>
        {element.icon && (
          <span className="fieldIcon" data-testid="stTextInputIcon">
            <Icon name={element.icon} />
          </span>
        )}
        <input
          id={field}
          className="fieldInput"
          data-testid="stTextInputField"
          type={element.password && !isShown ? "password" : "text"}
          aria-label={element.label}
          value={draft.text}
          placeholder={element.placeholder}
          disabled={element.disabled}
          maxLength={element.max_chars || undefined}
          autoComplete={element.autocomplete || (element.password ? "new-password" : "")}
          {...draft.handlers}
        />
        {element.password && (
          <button
            type="button"
            className="fieldButton"
            aria-label={isShown ? "Hide password" : "Show password"}
            aria-pressed={isShown}
            disabled={element.disabled}
            onClick={() => setShown(!isShown)}
          >
            <Icon name={isShown ? ":material/visibility_off:" : ":material/visibility:"} />
          </button>
        )}
      </div>
      <InputInstructions draft={draft} hint={instructions(form)} maxChars={element.max_chars} />
    </div>
  );
}
