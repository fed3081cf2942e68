/** What a slider writes beside a thumb: its number as a number, a moment or an option. */
import { formatNumber } from "../../kit/format";
import { formatMoment } from "../../kit/moment";
import type { Slider } from "../../protocol/messages";

const DAY_MILLISECONDS = 86_400_000;

export function valueLabel(value: number, element: Slider): string {
  const { format } = element;
  switch (element.scale ?? "") {
    case "options":
      return element.options?.[value] ?? "";
    case "date":
      return formatMoment(new Date(value * DAY_MILLISECONDS), format || "YYYY-MM-DD");
    case "time":
      return formatMoment(new Date(value * 1000), format || "HH:mm");
    case "datetime":
      return formatMoment(new Date(value / 1000), format || "YYYY-MM-DD HH:mm");
    default:
      return formatNumber(value, format || (element.integer ? "%d" : "%0.2f"));
  }
}
