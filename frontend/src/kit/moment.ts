/** Moments as text, in UTC: formats of letters such as "YYYY-MM-DD HH:mm", and named ones. */

type Part = (moment: Date) => string;

const two = (number: number): string => String(number).padStart(2, "0");
const inWords =
  (options: Intl.DateTimeFormatOptions): Part =>
  (moment) =>
    new Intl.DateTimeFormat(undefined, { ...options, timeZone: "UTC" }).format(moment);
const hour12 = (moment: Date): number => moment.getUTCHours() % 12 || 12;

const PARTS: Record<string, Part> = {
  YYYY: (m) => String(m.getUTCFullYear()).padStart(4, "0"),
  YY: (m) => two(m.getUTCFullYear() % 100),
  MMMM: inWords({ month: "long" }),
  MMM: inWords({ month: "short" }),
  MM: (m) => two(m.getUTCMonth() + 1),
  M: (m) => String(m.getUTCMonth() + 1),
  DD: (m) => two(m.getUTCDate()),
  Do: (m) => ordinal(m.getUTCDate()),
  D: (m) => String(m.getUTCDate()),
  dddd: inWords({ weekday: "long" }),
  ddd: inWords({ weekday: "short" }),
  HH: (m) => two(m.getUTCHours()),
  H: (m) => String(m.getUTCHours()),
  hh: (m) => two(hour12(m)),
  h: (m) => String(hour12(m)),
  mm: (m) => two(m.getUTCMinutes()),
  m: (m) => String(m.getUTCMinutes()),
  ss: (m) => two(m.getUTCSeconds()),
  s: (m) => String(m.getUTCSeconds()),
  SSS: (m) => String(m.getUTCMilliseconds()).padStart(3, "0"),
  A: (m) => (m.getUTCHours() < 12 ? "AM" : "PM"),
  a: (m) => (m.getUTCHours() < 12 ? "am" : "pm"),
  Z: () => "+00:00",
  X: (m) => String(Math.floor(m.getTime() / 1000)),
  x: (m) => String(m.getTime()),
};
const PATTERN = new RegExp(`\\[([^\\]]*)\\]|${Object.keys(PARTS).join("|")}`, "g");

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_557_600_000],
  ["month", 2_629_800_000],
  ["week", 604_800_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];

/** Writes a moment as a format says; `now` is what "distance" is measured from. */
export function formatMoment(moment: Date, format: string, now = new Date()): string {
  if (format === "localized") return inWords({ dateStyle: "medium", timeStyle: "short" })(moment);
  if (format === "iso8601") return moment.toISOString();
  if (format === "calendar") return inWords({ dateStyle: "full" })(moment);
  if (format === "distance") return distance(moment.getTime() - now.getTime());
  return format.replace(
    PATTERN,
    (token, literal?: string) => literal ?? PARTS[token]?.(moment) ?? token,
  );
}

function distance(milliseconds: number): string {
  const [unit, size] = UNITS.find(([, length]) => Math.abs(milliseconds) >= length) ?? [
    "second",
    1000,
  ];
  const words = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
  return words.format(Math.round(milliseconds / size), unit);
}

function ordinal(day: number): string {
  const ending = { one: "st", two: "nd", few: "rd", other: "th", zero: "th", many: "th" };
  return day + ending[new Intl.PluralRules("en", { type: "ordinal" }).select(day)];
}
