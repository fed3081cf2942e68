/** The few drawings that controls are made of; always at hand, unlike `Icon`. */
import "./Glyph.css";

const DRAWINGS = {
  close: "M6 6l12 12M18 6L6 18",
  down: "M6 9.5l6 6 6-6",
  right: "M9.5 6l6 6-6 6",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  check: "M5 12.500l4.5 4.500L19 7.5",
  menu: "M12 5.500v.01M12 12v.01M12 18.500v.01",
  sidebarOpen: "M4 5.500h16v13H4zM9.5 5.500v13M13 9.500l2.5 2.500L13 14.5",
  sidebarClose: "M4 5.500h16v13H4zM9.5 5.500v13M15.5 9.500L13 12l2.5 2.5",
  question: "M9.2 9a2.9 2.9 0 1 1 4.3 2.600c-1 .5-1.5 1-1.5 2.100M12 17v.01",
} as const;

export type GlyphName = keyof typeof DRAWINGS;

export function Glyph({ name }: { name: GlyphName }) {
  return (
    <svg className="glyph" data-glyph={name} viewBox="0 0 24 24" aria-hidden="true">
      <path d={DRAWINGS[name]} />
    </svg>
  );
}
