import { type ReactNode, useMemo, useState } from "react";
import { CopyButton } from "../../kit/CopyButton";
import { Glyph } from "../../kit/Glyph";
import type { ElementProps } from "../element";
import { entriesOf, type JsonValue, parseJson, preview, scalarText } from "./document";
import "./Json.css";

const PAGE = 100;

/** A document as a tree. What is folded is not drawn, and long lists are drawn a hundred at a time. */
export default function JsonElement({ element }: ElementProps<"json">) {
  const body = element.body ?? "";
  const value = useMemo(() => {
    try {
      return parseJson(body);
    } catch {
      return undefined;
    }
  }, [body]);
  const depth = element.depth ?? 0;
  return (
    <div className="stJson" data-testid="stJson">
      {value === undefined ? (
        <pre className="jsonText">{body}</pre>
      ) : (
        <ul className="jsonTree">
          <Entry value={value} open={depth < 0 ? Number.POSITIVE_INFINITY : depth} />
        </ul>
      )}
      <div className="jsonCopy">
        <CopyButton text={body} />
      </div>
    </div>
  );
}

interface EntryProps {
  name?: string;
  isIndex?: boolean;
  value: JsonValue;
  /** How many levels are open from here. */
  open: number;
}

function Entry({ name, isIndex = false, value, open }: EntryProps) {
  const entries = entriesOf(value);
  const label = name !== undefined && (
    <span className="jsonKey" data-index={isIndex || undefined}>
      {name}
      <span className="jsonColon">: </span>
    </span>
  );
  if (entries?.length) return <Branch label={label} value={value} entries={entries} open={open} />;
  const { text, type } = entries
    ? { text: Array.isArray(value) ? "[]" : "{}", type: "empty" }
    : scalarText(value);
  return (
    <li className="jsonLeaf">
      {label}
      <span className="jsonValue" data-type={type}>
        {text}
      </span>
    </li>
  );
}

interface BranchProps {
  label: ReactNode;
  value: JsonValue;
  entries: [string, JsonValue][];
  open: number;
}

function Branch({ label, value, entries, open }: BranchProps) {
  const [isOpen, setOpen] = useState(open > 0);
  const [shown, setShown] = useState(PAGE);
  const isList = Array.isArray(value);
  const count = `${entries.length} ${isList ? "item" : "key"}${entries.length === 1 ? "" : "s"}`;
  return (
    <li>
      <div className="jsonRow">
        <button
          type="button"
          className="jsonToggle"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <Glyph name="right" />
          {label}
          <span className="jsonPreview">{isOpen ? (isList ? "[" : "{") : preview(value)}</span>
          <span className="jsonCount">{count}</span>
        </button>
        <CopyButton label="Copy this part" text={() => JSON.stringify(value, null, 2)} />
      </div>
      {isOpen && (
        <>
          <ul>
            {entries.slice(0, shown).map(([key, part]) => (
              <Entry key={key} name={key} isIndex={isList} value={part} open={open - 1} />
            ))}
            {shown < entries.length && (
              <li>
                <button type="button" className="jsonMore" onClick={() => setShown(shown + PAGE)}>
                  Show {Math.min(PAGE, entries.length - shown)} more of {entries.length}
                </button>
              </li>
            )}
          </ul>
          <span className="jsonEnd">{isList ? "]" : "}"}</span>
        </>
      )}
    </li>
  );
}
