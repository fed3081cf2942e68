/** A button as everything here draws it. */
import type { ComponentProps } from "react";
import "./Button.css";

interface ButtonProps extends ComponentProps<"button"> {
  variant?: "primary" | "secondary" | "tertiary";
}

export function Button({ variant = "secondary", className = "button", ...rest }: ButtonProps) {
  return <button type="button" {...rest} className={className} data-variant={variant} />;
}

/** A button that is an icon, with a name for those who do not see it. */
export function IconButton({
  label,
  className = "",
  ...rest
}: ComponentProps<"button"> & { label: string }) {
  return (
    <button type="button" {...rest} className={`iconButton ${className}`} aria-label={label} />
  );
}
