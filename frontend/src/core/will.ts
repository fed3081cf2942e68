/** What a page leaves to the page that is loaded next in its tab. */
import type { Change, ClientMessage } from "../protocol/messages";

export type Event = Extract<ClientMessage, { seq: number }>;

/** What a widget shows since the user's event of this number. */
export interface Touch {
  seq: number;
  value: Change["value"];
}

/** What the user did, and the server has not said that it has heard. */
export interface Unheard {
  events: Event[];
  /** By the ids of widgets. */
  touched: [string, Touch][];
}

export const NOTHING: Unheard = { events: [], touched: [] };

/** What browsers keep for a tab is bounded, and the token has to get through. */
const MOST_CHARACTERS = 1_000_000;

/** Gives the token, with which the next page goes on with the session, and what is unheard as one text. */
export function writeWill(token: string, { events, touched }: Unheard): string {
  if (events.length === 0) return token;
  const said = JSON.stringify({ events: events.map(lasting), touched });
  return said.length <= MOST_CHARACTERS ? `${token} ${said}` : token;
}

/** Gives back what was written. */
export function readWill(text: string): [string, Unheard] {
  const [token = "", said] = text.split(/ (.*)/s);
  return [token, said ? (JSON.parse(said) as Unheard) : NOTHING];
}

/** Who has stopped a run and then loads the page again wants to see it: only the number stays. */
function lasting(event: Event): Event {
  return event.type === "stop" ? { type: "interact", seq: event.seq, changes: [] } : event;
}
