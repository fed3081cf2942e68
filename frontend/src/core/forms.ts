/** What users have entered into forms and not submitted yet. */
import { isEqual } from "./equality";
import type { WidgetElement, WidgetValue } from "./session";

interface Held {
  form: number;
  node: number;
  value: WidgetValue;
  /** What the server had drawn when the user began. */
  base: unknown;
}

export class Forms {
  private readonly held = new Map<string, Held>();

  /** Keeps what a widget of a form was set to; `shown` is the widget before. */
  hold(form: number, node: number, shown: WidgetElement, value: WidgetValue): void {
    const base = this.held.get(shown.id)?.base ?? ground(shown);
    this.held.set(shown.id, { form, node, value, base });
  }

  /** Gives the nodes of a form that were changed, with their values, and forgets them: they are on their way. */
  take(form: number): [node: number, value: WidgetValue][] {
    const taken: [number, WidgetValue][] = [];
    for (const [id, held] of this.held) {
      if (held.form !== form) continue;
      this.held.delete(id);
      taken.push([held.node, held.value]);
    }
    return taken;
  }

  /**
   * Gives what a widget that arrives shows: what was entered, unless its value or choices are others since, or its form was
   * gone meanwhile, as with the page of the app that it stands in.
   */
  adopted(
    drawn: WidgetElement,
    isThere: (form: number) => boolean,
  ): { value: WidgetValue } | undefined {
    const held = this.held.get(drawn.id);
    if (held && !(isThere(held.form) && isEqual(held.base, ground(drawn)))) {
      this.held.delete(drawn.id);
      return undefined;
    }
    return held;
  }

  clear(): void {
    this.held.clear();
  }
}

/** What an entry depends on: a position among choices says nothing once there are others. */
function ground(element: WidgetElement): unknown[] {
  return [
    "value" in element ? element.value : undefined,
    "options" in element ? element.options : undefined,
  ];
}
