import { type ReactNode, useId, useState } from "react";
import { useDraft } from "../../kit/draft";
import { Glyph } from "../../kit/Glyph";
import { Icon } from "../../kit/Icon";
import { InputInstructions } from "../../kit/InputInstructions";
import { WidgetLabel } from "../../kit/WidgetLabel";
import { type ElementProps, useWidget } from "../element";
import { instructions, useForm, useFormCheck } from "../form";
import { complaint, kindOf } from "./kinds";

export default function TextInputElement({ id, element }: ElementProps<"text_input">) {
  const commit = useWidget<string | null>(id);
  const field = useId();
  const [isShown, setShown] = useState(false);
  const apply = (text: string): void => commit(text === "" && element.nullable ? null : text);
  const form = useForm();
  const draft = useDraft({
    shown: element.value ?? "",
    commit: apply,
    enter: form?.enter,
    complain: (text) => complaint(text, element),
    liveMilliseconds: form ? undefined : (element.live_milliseconds ?? undefined),
  });
  useFormCheck(field, draft.check);
  const kind = kindOf(element);
  const icon = element.icon || kind.icon;
  const isPassword = kind.type === "password";
  return (
    <div className="stTextInput" data-testid="stTextInput">
      <WidgetLabel
        label={element.label}
        help={element.help}
        visibility={element.label_visibility}
        htmlFor={field}
        disabled={element.disabled}
      />
      <div
        className="field"
        data-testid="stTextInputRootElement"
        data-disabled={element.disabled}
        data-wrong={draft.complaint !== "" || undefined}
      >
        {icon && (
          <span className="fieldIcon" data-testid="stTextInputIcon">
            <Icon name={icon} />
          </span>
        )}
        <input
          id={field}
          className="fieldInput"
          data-testid="stTextInputField"
          type={isPassword && isShown ? "text" : kind.type}
          aria-label={element.label}
          value={draft.text}
          placeholder={element.placeholder || kind.placeholder}
          aria-required={element.required || undefined}
          aria-invalid={draft.complaint !== "" || undefined}
          disabled={element.disabled}
          maxLength={element.max_chars || undefined}
          autoComplete={element.autocomplete || kind.autoComplete || ""}
          {...draft.handlers}
        />
        {kind.type === "search" && draft.text !== "" && (
          <FieldButton
            label="Clear value"
            disabled={element.disabled}
            onClick={() => draft.put("")}
          >
            <Glyph name="close" />
          </FieldButton>
        )}
        {isPassword && (
          <RevealButton
            isShown={isShown}
            disabled={element.disabled}
            onClick={() => setShown(!isShown)}
          />
        )}
      </div>
      <InputInstructions draft={draft} hint={instructions(form)} maxChars={element.max_chars} />
    </div>
  );
}

interface RevealButtonProps {
  isShown: boolean;
  disabled: boolean | undefined;
  onClick(): void;
}

function RevealButton({ isShown, disabled, onClick }: RevealButtonProps) {
  return (
    <FieldButton
      label={isShown ? "Hide password" : "Show password"}
      isPressed={isShown}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={isShown ? ":material/visibility_off:" : ":material/visibility:"} />
    </FieldButton>
  );
}

interface FieldButtonProps {
  label: string;
  isPressed?: boolean;
  disabled?: boolean | undefined;
  onClick(): void;
  children: ReactNode;
}

function FieldButton({ label, isPressed, disabled, onClick, children }: FieldButtonProps) {
  return (
    <button
      type="button"
      className="fieldButton"
      aria-label={label}
      aria-pressed={isPressed}
      disabled={disabled}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
