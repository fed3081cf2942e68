import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { Popover } from "react-aria-components";
import { portal } from "../../kit/portal";

const ROW_PIXELS = 36;
const MOST_ROWS = 8;
const NARROWEST_PIXELS = 160;

export interface Row {
  /** The position of the option, or -1 for a text that is new. */
  option: number;
  label: string;
}

interface DropdownProps {
  anchor: RefObject<HTMLElement | null>;
  listId: string;
  label: string;
  rows: readonly Row[];
  active: number;
  selected: number;
  setActive(row: number): void;
  choose(row: Row): void;
  close(): void;
}

/** The list under the field; only the rows in sight exist. */
export function Dropdown({ anchor, ...list }: DropdownProps) {
  const [width, setWidth] = useState(0);
  const top = useRef<number | undefined>(undefined);
  useLayoutEffect(() => {
    setWidth(Math.max(NARROWEST_PIXELS, anchor.current?.offsetWidth ?? 0));
    top.current = topOf(anchor);
  }, [anchor]);
  // A page that scrolls takes the field away from under its list; one that scrolled to the field, for it got the focus,
  // says so a little later, and the list may be open by then.
  const isLeft = (): boolean => topOf(anchor) !== top.current;
  return (
    <Popover
      UNSTABLE_portalContainer={portal()}
      className="selectPopover"
      data-testid="stSelectboxVirtualDropdown"
      triggerRef={anchor}
      isOpen
      isNonModal
      placement="bottom start"
      offset={4}
      style={{ width }}
      onOpenChange={(isOpen) => !isOpen && isLeft() && list.close()}
    >
      <List {...list} />
    </Popover>
  );
}

function topOf(anchor: RefObject<HTMLElement | null>): number | undefined {
  return anchor.current?.getBoundingClientRect().top;
}

function List({
  listId,
  label,
  rows,
  active,
  selected,
  setActive,
  choose,
}: Omit<DropdownProps, "anchor">) {
  const [box, setBox] = useState<HTMLElement | null>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box,
    estimateSize: () => ROW_PIXELS,
    overscan: 6,
    initialRect: { width: 1, height: MOST_ROWS * ROW_PIXELS },
  });
  useEffect(() => {
    if (active >= 0) virtual.scrollToIndex(active, { align: "auto" });
  }, [active, virtual]);
  return (
    <div
      ref={setBox}
      id={listId}
      role="listbox"
      aria-label={label}
      className="selectList"
      style={{ maxHeight: MOST_ROWS * ROW_PIXELS + 8 }}
    >
      {rows.length === 0 && <p className="selectEmpty">No results</p>}
      <div style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {virtual.getVirtualItems().map(({ index, start, size }) => {
          const row = rows[index];
          if (!row) return null;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys, and says which row is active
            <div
              key={row.option}
              id={`${listId}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={row.option >= 0 && row.option === selected}
              aria-setsize={rows.length}
              aria-posinset={index + 1}
              data-active={index === active}
              className="selectOption"
              style={{ height: size, transform: `translateY(${start}px)` }}
              onPointerMove={() => index !== active && setActive(index)}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => choose(row)}
            >
              {row.option < 0 ? `Add: ${row.label}` : row.label}
            </div>
          );
        })}
      </div>
    </div>
  );
}
