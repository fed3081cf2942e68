/** How widgets know of the form that they stand in. */
import { createContext, useContext, useEffect, useRef } from "react";

/** Says whether a field's value may be sent, and has the field say why not. */
type Check = () => boolean;

export interface FormPlace {
  /** The id of the form's node. */
  id: number;
  /** Does what Enter in a field does; undefined where that is nothing. */
  enter: (() => void) | undefined;
  /** What is asked before the form is sent, by the ids of the fields on the page. */
  checks: Map<string, Check>;
}

const FormContext = createContext<FormPlace | null>(null);

export const FormProvider = FormContext.Provider;

export function useForm(): FormPlace | null {
  return useContext(FormContext);
}

/** Has a field asked before the form around it is sent. */
export function useFormCheck(field: string, check: Check): void {
  const checks = useForm()?.checks;
  const latest = useRef(check);
  useEffect(() => {
    latest.current = check;
  });
  useEffect(() => {
    checks?.set(field, () => latest.current());
    return () => {
      checks?.delete(field);
    };
  }, [checks, field]);
}

/** Whether a form can be sent; otherwise its fields say why not, and the first of those has the focus. */
export function isComplete({ checks }: FormPlace): boolean {
  const wrong = [...checks].filter(([, check]) => !check()).map(([field]) => field);
  if (wrong[0] !== undefined) document.getElementById(wrong[0])?.focus();
  return wrong.length === 0;
}

/** Gives what a field tells a user who writes in it. */
export function instructions(form: FormPlace | null): string {
  if (!form) return "Press Enter to apply";
  return form.enter ? "Press Enter to submit form" : "";
}
