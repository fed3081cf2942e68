/** Things below or beside each other, with the gap that the app chose. */
import type { ComponentProps } from "react";
import "./Stack.css";

const GAPS: Record<string, string> = {
  none: "0px",
  xxsmall: "0.25rem",
  xsmall: "0.5rem",
  "": "var(--space)",
  small: "var(--space)",
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

/** Gives the properties that set a gap of the scale, or of a number of pixels. */
function gapStyle(gap = ""): Record<`--${string}`, string> {
  return { "--gap": GAPS[gap] ?? `${gap}px` };
}

interface StackProps extends ComponentProps<"div"> {
  horizontal?: boolean | undefined;
  nowrap?: boolean | undefined;
  justify?: string | undefined;
  align?: string | undefined;
  gap?: string | undefined;
}

export function Stack({
  horizontal = false,
  nowrap = false,
  justify = "",
  align = "",
  gap,
  className = "",
  style,
  ...rest
}: StackProps) {
  const across = PLACES[justify];
  const down = PLACES[align];
  const name = horizontal ? "stHorizontalBlock" : "stVerticalBlock";
  return (
    <div
      {...rest}
      className={`${name} ${className}`}
      data-testid={name}
      data-test-wrap={horizontal ? !nowrap : undefined}
      style={{
        ...gapStyle(gap),
        justifyContent: horizontal ? across : align && down,
        alignItems: horizontal ? down : justify && across,
        ...style,
      }}
    />
  );
}
