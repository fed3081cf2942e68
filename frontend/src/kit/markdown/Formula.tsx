/** A formula, set by KaTeX, which is fetched when the first one is drawn. */
import { useLayoutEffect, useRef } from "react";
import { Later, useLater } from "../later";

const typesetter = new Later(() => import("./katex").then((module) => module.typeset));

export function Formula({ source, isBlock = false }: { source: string; isBlock?: boolean }) {
  const typeset = useLater(typesetter);
  const place = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    if (typeset && place.current) typeset(source, place.current, isBlock);
  }, [typeset, source, isBlock]);
  const state = typeset ? "" : " markdownArriving";
  return (
    <span className={`${isBlock ? "markdownFormula" : ""}${state}`} ref={place}>
      {typeset ? null : source}
    </span>
  );
}
