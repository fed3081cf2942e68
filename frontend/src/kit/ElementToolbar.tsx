/** The tools of an element; they come up over its corner while it is pointed at or has the focus. */
import type { ReactNode } from "react";
import "./ElementToolbar.css";
import { useExporting } from "./exporting";
import { Glyph, type GlyphName } from "./Glyph";

export function ElementToolbar({ children }: { children: ReactNode }) {
  return (
    <div className="stElementToolbar" data-testid="stElementToolbar" role="toolbar">
      <div className="tools" data-testid="stElementToolbarButtonContainer">
        {children}
      </div>
    </div>
  );
}

interface ToolProps {
  label: string;
  glyph: GlyphName;
  /** Whether it takes data out of the app, which the operator may forbid. */
  isExport?: boolean;
  isOn?: boolean;
  onUse: () => void;
}

export function Tool({ label, glyph, isExport, isOn, onUse }: ToolProps) {
  const mayExport = useExporting();
  if (isExport && !mayExport) return null;
  return (
    <div className="stElementToolbarButton" data-testid="stElementToolbarButton">
      <button
        type="button"
        data-testid="stBaseButton-elementToolbar"
        aria-label={label}
        title={label}
        aria-pressed={isOn}
        onClick={onUse}
      >
        <Glyph name={glyph} />
      </button>
    </div>
  );
}
