/** Which dialog of the shell is open: the menu and the keyboard both open them. */
import { Value } from "../core/value";

export const clearCacheDialog = new Value(false);
