/** Things below or beside each other, with the gap that the app chose. */
import type { CSSProperties, ReactNode } from "react";
import "./Stack.css";

const GAPS: Record<string, string> = {
  none: "0",
  xxsmall: "0.25rem",
  xsmall: "0.5rem",
  "": "1rem",
  medium: "2rem",
  large: "4rem",
  xlarge: "6rem",
  xxlarge: "8rem",
};
const PLACES: Record<string, string> = {
  "": "flex-start",
  center: "center",
  right: "flex-end",
  bottom: "flex-end",
  distribute: "space-between",
};

export function gapLength(gap = ""): string {
  return GAPS[gap] ?? `${gap}px`;
}

interface StackProps {
  horizontal?: boolean | undefined;
  nowrap?: boolean | undefined;
  justify?: string | undefined;
  align?: string | undefined;
  gap?: string | undefined;
  children: ReactNode;
}

export function Stack({ horizontal, nowrap, justify = "", align = "", gap, children }: StackProps) {
  const across = PLACES[justify];
  const down = PLACES[align];
  const style: CSSProperties = {
    gap: gapLength(gap),
    justifyContent: horizontal ? across : down,
    alignItems: horizontal ? down : justify && justify !== "distribute" ? across : undefined,
    flexWrap: horizontal && !nowrap ? "wrap" : undefined,
  };
  const name = horizontal ? "stHorizontalBlock" : "stVerticalBlock";
  return (
    <div className={name} data-testid={name} style={style}>
      {children}
    </div>
  );
}
