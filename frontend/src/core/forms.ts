/** What users have entered into forms and not submitted yet. */
import { isEqual } from "./equality";
import type { WidgetValue } from "./session";

interface Held {
  form: number;
  node: number;
  value: WidgetValue;
  /** What the server had drawn when the user began. */
  base: unknown;
}

export class Forms {
  private readonly held = new Map<string, Held>();

  /** Keeps what a widget of a form was set to; `shown` is what it showed before. */
  hold(form: number, node: number, id: string, value: WidgetValue, shown: unknown): void {
    const base = this.held.has(id) ? this.held.get(id)?.base : shown;
    this.held.set(id, { form, node, value, base });
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

  /** Gives what a widget that arrives shows: what was entered, unless the server has set another value since. */
  adopted(id: string, drawn: unknown): { value: WidgetValue } | undefined {
    const held = this.held.get(id);
    if (held && !isEqual(held.base, drawn)) {
      this.held.delete(id);
      return undefined;
    }
    return held;
  }

  clear(): void {
    this.held.clear();
  }
}
