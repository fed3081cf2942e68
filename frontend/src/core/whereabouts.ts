/** Where in the app the user is: what the bar of the browser shows, kept in step with the session on the server. */
import type { Location } from "../protocol/messages";
import { Value } from "./value";

/** A page of the app and the query with which it is open. */
export interface Place {
  /** Below the app's address, without slashes around it. */
  path: string;
  /** Without the question mark. */
  query: string;
}

/** The bar and the history of the browser; tests bring their own. */
export interface Bar {
  place(): Place;
  /** Gives the whole address of a place. */
  href(place: Place): string;
  push(place: Place): void;
  replace(place: Place): void;
}

export class Whereabouts {
  readonly place: Value<Place>;
  /** The user or the script has gone to another page, which has not been drawn since. */
  isAhead = false;
  private step = 0;

  constructor(private readonly bar: Bar) {
    this.place = new Value(bar.place());
  }

  /** The session is new: it begins where the bar is. */
  restart(): void {
    this.step = 0;
  }

  /** The user goes to another page, after the interaction `step`: what comes of that is in the place left behind. */
  go(place: Place, step: number): void {
    this.step = Math.max(this.step, step);
    this.isAhead ||= place.path !== this.place.get().path;
    if (isSame(place, this.bar.place())) this.bar.replace(place);
    else this.bar.push(place);
    this.place.set(place);
  }

  /** Gives the place to which the user went back or forward; nothing where only the anchor has changed. */
  arrive(step: number): Place | undefined {
    const place = this.bar.place();
    if (isSame(place, this.place.get())) return undefined;
    this.step = Math.max(this.step, step);
    this.isAhead ||= place.path !== this.place.get().path;
    this.place.set(place);
    return place;
  }

  /** Shows where the script has moved the page: in a step of its own, unless it is still in the one before. */
  follow({ path = "", query = "", step = 0 }: Location): void {
    const place = { path, query };
    if (!isSame(place, this.place.get())) {
      if (step === this.step) this.bar.replace(place);
      else this.bar.push(place);
      this.isAhead ||= path !== this.place.get().path;
      this.place.set(place);
    }
    this.step = step;
  }
}

function isSame(one: Place, other: Place): boolean {
  return one.path === other.path && one.query === other.query;
}
