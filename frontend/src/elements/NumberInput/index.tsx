import { type KeyboardEvent, useId } from "react";
import { useDraft } from "../../kit/draft";
import { formatNumber } from "../../kit/format";
import { Icon } from "../../kit/Icon";
import { InputInstructions } from "../../kit/InputInstructions";
import { WidgetLabel } from "../../kit/WidgetLabel";
import { type ElementProps, useWidget } from "../element";
import { instructions, useForm, useFormCheck } from "../form";
import "./NumberInput.css";
import { parseNumber, stepped } from "./number";

export default function NumberInputElement({ id, element }: ElementProps<"number_input">) {
  const commit = useWidget<number | null>(id);
  const field = useId();
  const value = element.value ?? null;
  const shown =
    value === null ? "" : formatNumber(value, element.format || (element.integer ? "%d" : "%0.2f"));
  const form = useForm();
  const apply = (text: string): void => {
    const parsed = parseNumber(text, element);
    if (parsed !== undefined) commit(parsed);
  };
  const draft = useDraft({
    shown,
    commit: apply,
    enter: form?.enter,
    complain: (text) => (element.required && text.trim() === "" ? "This cannot be empty." : ""),
  });
  useFormCheck(field, draft.check);
  const step = (direction: 1 | -1): void => {
    const current = draft.isDirty ? (parseNumber(draft.text, element) ?? null) : value;
    const next = stepped(current, direction, element);
    if (next !== value) commit(next);
  };
  const keyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      step(event.key === "ArrowUp" ? 1 : -1);
    } else draft.handlers.onKeyDown(event);
  };
  return (
    <div className="stNumberInput" data-testid="stNumberInput">
      <WidgetLabel
        label={element.label}
        help={element.help}
        visibility={element.label_visibility}
        htmlFor={field}
        disabled={element.disabled}
      />
      <div
        className="field"
        data-testid="stNumberInputContainer"
        data-disabled={element.disabled}
        data-wrong={draft.complaint !== "" || undefined}
      >
        {element.icon && (
          <span className="fieldIcon" data-testid="stNumberInputIcon">
            <Icon name={element.icon} />
          </span>
        )}
        <input
          id={field}
          className="fieldInput"
          data-testid="stNumberInputField"
          inputMode={element.integer ? "numeric" : "decimal"}
          role="spinbutton"
          aria-label={element.label}
          aria-valuenow={value ?? undefined}
          aria-valuemin={element.minimum ?? undefined}
          aria-valuemax={element.maximum ?? undefined}
          aria-required={element.required || undefined}
          aria-invalid={draft.complaint !== "" || undefined}
          autoComplete="off"
          value={draft.text}
          placeholder={element.placeholder}
          disabled={element.disabled}
          {...draft.handlers}
          onKeyDown={keyDown}
        />
        <Stepper label="Decrement" direction={-1} sign="−" element={element} step={step} />
        <Stepper label="Increment" direction={1} sign="+" element={element} step={step} />
      </div>
      <InputInstructions draft={draft} hint={instructions(form)} />
    </div>
  );
}

interface StepperProps {
  label: string;
  sign: string;
  direction: 1 | -1;
  element: ElementProps<"number_input">["element"];
  step: (direction: 1 | -1) => void;
}

function Stepper({ label, sign, direction, element, step }: StepperProps) {
  const limit = direction === 1 ? element.maximum : element.minimum;
  const isAtLimit = element.value != null && limit != null && element.value === limit;
  return (
    <button
      type="button"
      className="stepper"
      data-testid={direction === 1 ? "stNumberInputStepUp" : "stNumberInputStepDown"}
      tabIndex={-1}
      aria-label={label}
      disabled={element.disabled || isAtLimit}
      onClick={() => step(direction)}
    >
      {sign}
    </button>
  );
}
