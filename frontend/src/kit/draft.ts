/**
 * Text that the user is writing: it becomes the value on Enter, when the field is left or, where it is live, after a pause;
 * Escape takes it back. What cannot become the value stays as it was written, with a complaint.
 */
import {
  type ChangeEvent,
  type KeyboardEvent,
  useCallback,
  useEffect,
  useRef,
  useState,
} from "react";

export interface Draft {
  text: string;
  isDirty: boolean;
  isFocused: boolean;
  /** Why what was written cannot be applied; empty until the user has tried. */
  complaint: string;
  /** Applies a text that was not typed. */
  put(text: string): void;
  /** Complains of what cannot be the value; says whether it can. */
  check(): boolean;
  handlers: {
    onFocus(): void;
    onChange(event: ChangeEvent<HTMLInputElement>): void;
    onBlur(): void;
    onKeyDown(event: KeyboardEvent<HTMLInputElement>): void;
  };
}

interface Options {
  /** The text of the value as it is. */
  shown: string;
  commit(text: string): void;
  /** Is done after Enter. */
  enter?: (() => void) | undefined;
  /** Says what is wrong with a text; nothing is where it gives "". */
  complain?: (text: string) => string;
  /** How long a pause applies what was written; otherwise none does. */
  liveMilliseconds?: number | undefined;
}

const contented = (): string => "";

export function useDraft(options: Options): Draft {
  const { shown, commit, enter, complain = contented, liveMilliseconds } = options;
  const [written, setWritten] = useState<string | null>(null);
  const [complaint, setComplaint] = useState("");
  const [isFocused, setFocused] = useState(false);
  const [base, setBase] = useState(shown);
  const pause = usePause();
  if (base !== shown) {
    setBase(shown);
    setWritten((text) =>
      text !== shown && isFocused && liveMilliseconds !== undefined ? text : null,
    );
    setComplaint("");
  }
  const text = written ?? shown;
  const isDirty = text !== shown;
  const apply = (next: string): void => {
    pause.end();
    const wrong = next === shown ? "" : complain(next);
    setComplaint(wrong);
    setWritten(wrong ? next : null);
    if (!wrong && next !== shown) commit(next);
  };
  return {
    text,
    isDirty,
    isFocused,
    complaint,
    put: apply,
    check: () => {
      const wrong = complain(text);
      setComplaint(wrong);
      return !wrong;
    },
    handlers: {
      onFocus: () => setFocused(true),
      onChange: (event) => {
        const next = event.target.value;
        setWritten(next);
        if (complaint) setComplaint(complain(next));
        if (liveMilliseconds !== undefined) pause.begin(liveMilliseconds, () => apply(next));
      },
      onBlur: () => {
        setFocused(false);
        apply(text);
      },
      onKeyDown: (event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === "Enter") {
          apply(text);
          enter?.();
        } else if (event.key === "Escape" && isDirty) {
          pause.end();
          setWritten(null);
          setComplaint("");
        }
      },
    },
  };
}

/** One thing to do later; a new one takes its place, and none is done once the field is gone. */
function usePause(): { begin(milliseconds: number, action: () => void): void; end(): void } {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const end = useCallback((): void => clearTimeout(timer.current), []);
  useEffect(() => end, [end]);
  return {
    begin(milliseconds, action) {
      end();
      timer.current = setTimeout(action, milliseconds);
    },
    end,
  };
}
