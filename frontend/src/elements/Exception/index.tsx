import { useMemo } from "react";
import { CopyButton } from "../../kit/CopyButton";
import { highlighter } from "../../kit/code/highlight";
import { plainLines } from "../../kit/code/pieces";
import { Glyph } from "../../kit/Glyph";
import { useLater } from "../../kit/later";
import { InlineText } from "../../kit/markdown/MarkdownText";
import type { TraceFrame } from "../../protocol/messages";
import type { ElementProps } from "../element";
import "../../kit/code/Code.css";
import "./Exception.css";

const PYTHON = highlighter("python");

export default function ExceptionElement({ element }: ElementProps<"exception">) {
  const { type = "", message = "", frames = [], text } = element;
  const summary = [type, message].filter(Boolean).join(": ");
  const question = `${summary}\n\n${text ?? ""}`.trim();
  return (
    <div className="stException" data-testid="stException">
      <div className="exceptionBox" data-testid="stAlertContainer" role="alert">
        <div data-testid="stAlertContentError">
          <div className="stExceptionMessage" data-testid="stExceptionMessage">
            <span className="exceptionType">{type}</span>
            {type && message && <span className="exceptionColon">: </span>}
            {element.is_markdown ? <InlineText body={message} /> : message}
          </div>
          {frames.map((frame, index) => (
            <Frame
              // biome-ignore lint/suspicious/noArrayIndexKey: a recursion passes the same place many times
              key={index}
              frame={frame}
              isOpen={index === frames.length - 1}
            />
          ))}
          <div className="exceptionActions">
            <CopyButton isNamed label="Copy" text={text || summary} />
            <Ask
              name="Google"
              address={`https://www.google.com/search?q=${encodeURIComponent(summary)}`}
            />
            <Ask
              name="ChatGPT"
              address={`https://chatgpt.com/?q=${encodeURIComponent(question)}`}
            />
          </div>
        </div>
      </div>
    </div>
  );
}

function Ask({ name, address }: { name: string; address: string }) {
  return (
    <a className="exceptionAsk" href={address} target="_blank" rel="noopener noreferrer">
      Ask {name}
    </a>
  );
}

/** One place the exception came through; the last one, where it happened, is open. */
function Frame({ frame, isOpen }: { frame: TraceFrame; isOpen: boolean }) {
  const { source = [], first_line: first = 1, line = 0 } = frame;
  const highlight = useLater(PYTHON);
  const lines = useMemo(() => (highlight ?? plainLines)(source.join("\n")), [highlight, source]);
  return (
    <details className="exceptionFrame" data-testid="stExceptionTraceRow" open={isOpen}>
      <summary>
        <Glyph name="right" />
        <span className="exceptionFile">
          {frame.file}:{line}
        </span>
        {frame.function && <span className="exceptionFunction">{frame.function}</span>}
      </summary>
      {source.length > 0 && (
        <pre>
          <code>
            {lines.map((pieces, offset) => {
              const number = first + offset;
              return (
                <span
                  key={number}
                  className="exceptionLine"
                  data-failing={number === line || undefined}
                >
                  <span className="exceptionNumber" aria-hidden="true">
                    {number}
                  </span>
                  <span className="exceptionSource">
                    {pieces.map(({ text, scope }, index) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: pieces never move
                      <span key={index} className={scope || undefined}>
                        {text}
                      </span>
                    ))}
                    {"\n"}
                  </span>
                </span>
              );
            })}
          </code>
        </pre>
      )}
    </details>
  );
}
