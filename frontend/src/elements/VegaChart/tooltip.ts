/** What a mark says when it is pointed at: a small table beside the pointer. */
import type { TooltipHandler } from "vega";

const GAP = 14;

function show(value: unknown): string {
  if (value === null || value === undefined) return "None";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function fill(bubble: HTMLElement, value: unknown): void {
  if (typeof value !== "object" || value === null) {
    bubble.textContent = show(value);
    return;
  }
  const rows = Object.entries(value).map(([name, content]) => {
    const row = document.createElement("tr");
    const [head, cell] = [document.createElement("th"), document.createElement("td")];
    head.textContent = name;
    cell.textContent = show(content);
    row.append(head, cell);
    return row;
  });
  const table = document.createElement("table");
  table.append(...rows);
  bubble.replaceChildren(table);
}

function place(bubble: HTMLElement, { clientX, clientY }: MouseEvent): void {
  const { offsetWidth, offsetHeight } = bubble;
  const right = clientX + GAP + offsetWidth < innerWidth;
  const below = clientY + GAP + offsetHeight < innerHeight;
  bubble.style.left = `${Math.max(4, right ? clientX + GAP : clientX - GAP - offsetWidth)}px`;
  bubble.style.top = `${Math.max(4, below ? clientY + GAP : clientY - GAP - offsetHeight)}px`;
}

/** Makes the handler of one chart, and what removes its bubble. */
export function chartTooltip(): { handler: TooltipHandler; remove: () => void } {
  const bubble = document.createElement("div");
  bubble.className = "chartTooltip";
  const handler: TooltipHandler = (_, event, __, value) => {
    if (value === null || value === undefined || value === "") {
      bubble.remove();
      return;
    }
    fill(bubble, value);
    if (!bubble.isConnected) document.body.append(bubble);
    place(bubble, event);
  };
  return { handler, remove: () => bubble.remove() };
}
