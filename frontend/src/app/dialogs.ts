/** Which dialog of the shell is open: the menu and the keyboard both open them. */
import { Value } from "../core/value";

export type DialogName = "clear caches" | "about" | "page not found";

export const openDialog = new Value<DialogName | null>(null);
