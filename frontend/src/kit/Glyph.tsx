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
  link: "M10 13.5a4 4 0 0 0 5.700.3l3-3a4 4 0 0 0-5.700-5.600l-1 1M14 10.5a4 4 0 0 0-5.700-.3l-3 3a4 4 0 0 0 5.700 5.600l1-1",
  copy: "M9 9h10.500v10.500H9zM15 9V4.500H4.500V15H9",
  download: "M12 4v11M7.500 10.500L12 15l4.500-4.500M5 19.500h14",
  search: "M10.500 4.500a6 6 0 1 1 0 12a6 6 0 0 1 0-12zM15 15l5 5",
  expand: "M14 4.500h5.500V10M10 19.500H4.500V14M19.500 4.500L14 10M4.500 19.500L10 14",
  shrink: "M19.500 10H14V4.500M4.500 14H10v5.500M14 10l5.500-5.500M10 14l-5.500 5.500",
  table: "M4 5h16v14H4zM4 10h16M10 10v9",
  chart: "M4.500 4.500v15h15M8 15.500l3.500-4.500 3 2.500 4.500-6",
  image: "M4 5h16v14H4zM4 16l4.500-4.500 4 4 2.500-2.500 5 5M15 9h.01",
  code: "M8.500 7.500L4 12l4.500 4.500M15.500 7.500L20 12l-4.500 4.500",
  up: "M6 14.500l6-6 6 6",
  out: "M7.500 16.500l9-9M9 7.500h7.500V15",
} as const;

export type GlyphName = keyof typeof DRAWINGS;

export function Glyph({ name }: { name: GlyphName }) {
  return (
    <svg className="glyph" data-glyph={name} viewBox="0 0 24 24" aria-hidden="true">
      <path d={DRAWINGS[name]} />
    </svg>
  );
}
