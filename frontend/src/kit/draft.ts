/**
 * Text that the user is writing: it becomes the value on Enter or when the field is left, and Escape takes it back.
 * `enter` is done after Enter.
 */
import { type ChangeEvent, type KeyboardEvent, useState } from "react";

export interface Draft {
  text: string;
  isDirty: boolean;
  isFocused: boolean;
  handlers: {
    onFocus(): void;
    onChange(event: ChangeEvent<HTMLInputElement>): void;
    onBlur(): void;
    onKeyDown(event: KeyboardEvent<HTMLInputElement>): void;
  };
}

export function useDraft(
  shown: string,
  commit: (text: string) => void,
  enter?: (() => void) | undefined,
): Draft {
  const [written, setWritten] = useState<string | null>(null);
  const [isFocused, setFocused] = useState(false);
  const [base, setBase] = useState(shown);
  if (base !== shown) {
    setBase(shown);
    setWritten(null);
  }
  const text = written ?? shown;
  const isDirty = text !== shown;
  const apply = (): void => {
    setWritten(null);
    if (isDirty) commit(text);
  };
  return {
    text,
    isDirty,
    isFocused,
    handlers: {
      onFocus: () => setFocused(true),
      onChange: (event) => setWritten(event.target.value),
      onBlur: () => {
        setFocused(false);
        apply();
      },
      onKeyDown: (event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === "Enter") {
          apply();
          enter?.();
        } else if (event.key === "Escape" && isDirty) setWritten(null);
      },
    },
  };
}
