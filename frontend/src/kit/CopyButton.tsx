/** Copies a text and says so for a moment. */
import { useEffect, useState } from "react";
import { copyText } from "./clipboard";
import { Glyph } from "./Glyph";
import "./CopyButton.css";

interface CopyButtonProps {
  text: string | (() => string);
  /** What the button is called; shown beside the sign where `isNamed`. */
  label?: string;
  isNamed?: boolean;
}

export function CopyButton({
  text,
  label = "Copy to clipboard",
  isNamed = false,
}: CopyButtonProps) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = async (): Promise<void> => {
    await copyText(typeof text === "string" ? text : text());
    setCopied(true);
  };
  const name = isCopied ? "Copied" : label;
  return (
    <button
      type="button"
      className="copyButton"
      data-copied={isCopied || undefined}
      aria-label={name}
      title={isNamed ? undefined : name}
      onClick={() => void copy()}
    >
      <Glyph name={isCopied ? "check" : "copy"} />
      {isNamed && name}
    </button>
  );
}
