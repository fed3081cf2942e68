/** A heading that can be linked to. Its actions appear on hover and on focus. */
import { type ReactNode, useEffect, useId, useRef } from "react";
import { Glyph } from "../Glyph";

interface HeadingLineProps {
  level: number;
  /** "" for none. */
  anchor: string;
  help?: ReactNode;
  children: ReactNode;
}

export function HeadingLine({ level, anchor, help, children }: HeadingLineProps) {
  const Tag = `h${level}` as "h1";
  const label = useId();
  const line = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (anchor && decodeURIComponent(location.hash.slice(1)) === anchor)
      line.current?.scrollIntoView();
  }, [anchor]);
  return (
    <div className="markdownHeading" data-testid="stHeadingWithActionElements">
      <Tag id={anchor || undefined} aria-labelledby={label} ref={line}>
        <span id={label} data-heading-text="">
          {children}
        </span>
        {(help || anchor) && (
          <span className="stHeaderActionElements" data-testid="stHeaderActionElements">
            {help}
            {anchor && (
              <a className="markdownAnchor" href={`#${anchor}`} aria-label="Link to heading">
                <Glyph name="link" />
              </a>
            )}
          </span>
        )}
      </Tag>
    </div>
  );
}
