/** What a user may type into a number field, and what a step makes of it. */
import type { NumberInput } from "../../protocol/messages";

/** Gives the number that a text stands for, null for none, or undefined where it is no number or out of range. */
export function parseNumber(text: string, element: NumberInput): number | null | undefined {
  const trimmed = text
    .trim()
    .replace(/^[$€£¥]\s*|\s*%$/g, "")
    .replace(/(?<=\d),(?=\d{3}\b)/g, "");
  if (trimmed === "") return null;
  const number = Number(trimmed);
  if (!Number.isFinite(number)) return undefined;
  const value = element.integer ? Math.round(number) : number;
  return isInRange(value, element) ? value : undefined;
}

/** Gives the value one step up or down, kept within the limits; decimals stay as exact as the step. */
export function stepped(value: number | null, direction: 1 | -1, element: NumberInput): number {
  const step = element.step || (element.integer ? 1 : 0.01);
  if (value === null) return clamp(element.minimum ?? 0, element);
  const digits = Math.max(decimals(value), decimals(step));
  return clamp(Number((value + direction * step).toFixed(digits)), element);
}

function decimals(value: number): number {
  const [mantissa = "", exponent = "0"] = String(value).split("e");
  return Math.min(20, Math.max(0, (mantissa.split(".")[1] ?? "").length - Number(exponent)));
}

function isInRange(value: number, { minimum, maximum }: NumberInput): boolean {
  return (minimum == null || value >= minimum) && (maximum == null || value <= maximum);
}

function clamp(value: number, { minimum, maximum }: NumberInput): number {
  return Math.max(minimum ?? -Infinity, Math.min(maximum ?? Infinity, value));
}
