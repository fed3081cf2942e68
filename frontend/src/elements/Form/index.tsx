import { useEffect, useMemo, useRef, useState } from "react";
import { Stack } from "../../kit/Stack";
import type { ElementProps } from "../element";
import { FormProvider } from "../form";
import { NodeList } from "../NodeView";
import { useSession } from "../page";
import "./Form.css";

const SUBMIT = ".stFormSubmitButton button";

/** Widgets whose values are sent together. Enter in a field clicks the first submit button. */
export default function FormElement({ id, element, nodes, keyClass }: ElementProps<"form">) {
  const box = useRef<HTMLDivElement>(null);
  const isIncomplete = useIncomplete(box);
  const submits = !element.no_enter;
  const place = useMemo(() => {
    const enter = (): void => box.current?.querySelector<HTMLElement>(SUBMIT)?.click();
    return { id, enter: submits ? enter : undefined, checks: new Map() };
  }, [id, submits]);
  const { height = "" } = element;
  const scrolls = typeof height === "number";
  return (
    <FormProvider value={place}>
      <div
        ref={box}
        className={`stForm ${keyClass}`}
        data-testid="stForm"
        data-border={element.border}
        style={{ height: height === "stretch" ? "100%" : scrolls ? height : undefined }}
        {...(scrolls && { "data-scrolls": true, tabIndex: 0, role: "group" })}
      >
        <Stack>
          <NodeList nodes={nodes} />
        </Stack>
        {isIncomplete && (
          <p className="formIncomplete" role="alert">
            This form has no submit button, so the app never hears of what is entered. Add one with
            <code>st.form_submit_button()</code>.
          </p>
        )}
      </div>
    </FormProvider>
  );
}

/** Whether the form has come to an end without a submit button. */
function useIncomplete(box: React.RefObject<HTMLElement | null>): boolean {
  const { run } = useSession();
  const [isIncomplete, setIncomplete] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const check = (): void => {
      clearTimeout(timer);
      if (run.get() !== "notRunning") return;
      timer = setTimeout(() => setIncomplete(!box.current?.querySelector(SUBMIT)));
    };
    check();
    const end = run.subscribe(check);
    return () => {
      clearTimeout(timer);
      end();
    };
  }, [box, run]);
  return isIncomplete;
}
