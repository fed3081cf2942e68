import { useId, useRef, useState } from "react";
import { Glyph } from "../../kit/Glyph";
import { Icon } from "../../kit/Icon";
import { WidgetLabel } from "../../kit/WidgetLabel";
import { type ElementProps, useWidget } from "../element";
import { useFormCheck } from "../form";
import { useCombobox } from "./combobox";
import { Dropdown } from "./Dropdown";
import "./Selectbox.css";

export default function SelectboxElement({ id, element }: ElementProps<"selectbox">) {
  const commit = useWidget<number | string | null>(id);
  const box = useCombobox(element, commit);
  const field = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const inputId = useId();
  const listId = useId();
  const { disabled = false, label = "" } = element;
  const isEmpty = element.value == null;
  const [complains, setComplains] = useState(false);
  const isWrong = complains && isEmpty;
  useFormCheck(inputId, () => {
    const isMissing = element.required === true && isEmpty;
    setComplains(isMissing);
    return !isMissing;
  });
  const isFixed = element.filter_mode === "none" && !element.accept_new_options;
  const press = (): void => {
    input.current?.focus();
    if (box.isOpen && isFixed) box.close();
    else box.open();
  };
  return (
    <div className="stSelectbox" data-testid="stSelectbox">
      <WidgetLabel
        label={label}
        help={element.help}
        visibility={element.label_visibility}
        htmlFor={inputId}
        disabled={disabled}
      />
      <div
        ref={field}
        className="field selectField"
        data-disabled={disabled}
        data-wrong={isWrong || undefined}
      >
        {element.icon && (
          <span className="fieldIcon" data-testid="stSelectboxIcon">
            <Icon name={element.icon} />
          </span>
        )}
        <input
          ref={input}
          id={inputId}
          className="fieldInput"
          role="combobox"
          aria-label={label}
          aria-expanded={box.isOpen}
          aria-controls={box.isOpen ? listId : undefined}
          aria-activedescendant={
            box.isOpen && box.active >= 0 ? `${listId}-${box.active}` : undefined
          }
          aria-autocomplete={isFixed ? "none" : "list"}
          aria-required={element.required || undefined}
          aria-invalid={isWrong || undefined}
          autoComplete="off"
          spellCheck={false}
          value={box.text}
          placeholder={element.placeholder}
          disabled={disabled}
          readOnly={isFixed}
          onClick={press}
          onFocus={(event) => event.target.select()}
          onBlur={box.close}
          onChange={(event) => box.type(event.target.value)}
          onKeyDown={box.onKeyDown}
        />
        {element.clearable && element.value != null && !disabled && (
          <button
            type="button"
            className="fieldButton"
            aria-label="Clear value"
            tabIndex={-1}
            onClick={() => commit(null)}
          >
            <Glyph name="close" />
          </button>
        )}
        <button
          type="button"
          className="fieldButton"
          aria-label="Open"
          aria-haspopup="listbox"
          aria-expanded={box.isOpen}
          tabIndex={-1}
          disabled={disabled}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => (box.isOpen ? box.close() : press())}
        >
          <Glyph name="down" />
        </button>
      </div>
      {isWrong && (
        <div className="InputInstructions" role="alert" data-wrong>
          This cannot be empty.
        </div>
      )}
      {box.isOpen && (
        <Dropdown
          anchor={field}
          listId={listId}
          label={label}
          rows={box.rows}
          active={box.active}
          selected={box.selected}
          setActive={box.setActive}
          choose={box.choose}
          close={box.close}
        />
      )}
    </div>
  );
}
