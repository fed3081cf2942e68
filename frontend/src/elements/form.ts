/** How widgets know of the form that they stand in. */
import { createContext, useContext } from "react";

export interface FormPlace {
  /** The id of the form's node. */
  id: number;
  /** Does what Enter in a field does; undefined where that is nothing. */
  enter: (() => void) | undefined;
}

const FormContext = createContext<FormPlace | null>(null);

export const FormProvider = FormContext.Provider;

export function useForm(): FormPlace | null {
  return useContext(FormContext);
}

/** Gives what a field tells a user who writes in it. */
export function instructions(form: FormPlace | null): string {
  if (!form) return "Press Enter to apply";
  return form.enter ? "Press Enter to submit form" : "";
}
