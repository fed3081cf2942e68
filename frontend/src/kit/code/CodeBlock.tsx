/** Source code with a copy button; highlighted as soon as the language is there. */
import { memo, useMemo } from "react";
import { CopyButton } from "../CopyButton";
import { useLater } from "../later";
import "./Code.css";
import { highlighter } from "./highlight";
import { type Piece, plainLines } from "./pieces";

const LONGEST_HIGHLIGHTED = 300_000;

interface CodeBlockProps {
  body: string;
  language?: string | undefined;
  lineNumbers?: boolean | undefined;
  wrapLines?: boolean | undefined;
  /** In pixels. */
  height?: number | undefined;
}

export const CodeBlock = memo(function CodeBlock({ body, language = "", ...look }: CodeBlockProps) {
  const isHighlighted = language !== "" && body.length <= LONGEST_HIGHLIGHTED;
  const highlight = useLater(highlighter(language), isHighlighted);
  const lines = useMemo(
    () => (isHighlighted && highlight ? highlight(body) : plainLines(body)),
    [isHighlighted, highlight, body],
  );
  return (
    <div className="stCode" data-testid="stCode" data-wrap={look.wrapLines || undefined}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <pre tabIndex={0} style={{ height: look.height }}>
        <code
          className={language && `language-${language}`}
          data-numbers={look.lineNumbers || undefined}
        >
          {lines.map((line, number) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
            <Line key={number} pieces={line} isLast={number === lines.length - 1} />
          ))}
        </code>
      </pre>
      <div className="codeActions">
        <CopyButton text={body} />
      </div>
    </div>
  );
});

const Line = memo(function Line({ pieces, isLast }: { pieces: Piece[]; isLast: boolean }) {
  return (
    <span className="codeLine">
      {pieces.map(({ text, scope }, index) =>
        scope ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces never move
          <span key={index} className={scope}>
            {text}
          </span>
        ) : (
          text
        ),
      )}
      {!isLast && "\n"}
    </span>
  );
});
