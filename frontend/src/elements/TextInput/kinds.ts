/** What the kinds of text fields bring along: how the browser treats them, how they look, and what they take. */
import type { TextInput } from "../../protocol/messages";

interface Kind {
  type: "text" | "password" | "email" | "url" | "tel" | "search";
  icon?: string;
  placeholder?: string;
  autoComplete?: string;
  pattern?: string;
  message?: string;
}

const KINDS: Readonly<Record<NonNullable<TextInput["type"]>, Kind>> = {
  "": { type: "text" },
  password: { type: "password", autoComplete: "new-password" },
  email: {
    type: "email",
    icon: ":material/mail:",
    placeholder: "name@example.org",
    autoComplete: "email",
    pattern: String.raw`^[^\s@]+@[^\s@]+\.[^\s@]+$`,
    message: "An e-mail address looks like name@example.org.",
  },
  url: {
    type: "url",
    icon: ":material/link:",
    placeholder: "https://example.org",
    autoComplete: "url",
    pattern: String.raw`^[a-zA-Z][a-zA-Z0-9+.-]*://[^\s/?#]+`,
    message: "An address looks like https://example.org.",
  },
  phone: { type: "tel", icon: ":material/call:", autoComplete: "tel" },
  search: { type: "search", icon: ":material/search:", placeholder: "Search" },
};

export function kindOf(element: TextInput): Kind {
  return KINDS[element.type || ""];
}

/** Says why a text cannot be the field's value. */
export function complaint(text: string, element: TextInput): string {
  if (text.trim() === "" && element.required) return "This cannot be empty.";
  const { pattern, message } = kindOf(element);
  const source = element.pattern ?? pattern;
  if (text === "" || !source || matches(source, text)) return "";
  const theirs = element.pattern_message || (element.pattern == null && message);
  return theirs || "This is not as it should be written.";
}

/** A pattern that is none for this browser takes everything. */
function matches(source: string, text: string): boolean {
  try {
    return new RegExp(source).test(text);
  } catch {
    return true;
  }
}
