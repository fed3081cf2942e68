/** Moments, times of day and lengths of time as text. Moments are milliseconds since the epoch, with fractions. */

/** How many units make a second, by Arrow's code of the unit. */
const PER_SECOND = [1n, 1_000n, 1_000_000n, 1_000_000_000n];

const two = (value: number | bigint): string => String(value).padStart(2, "0");

function clock(seconds: bigint): string {
  return `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`;
}

function fraction(rest: bigint, unit: number): string {
  return rest === 0n
    ? ""
    : `.${String(rest)
        .padStart(3 * unit, "0")
        .replace(/0+$/, "")}`;
}

/** A time of day, from its units since midnight. */
export function timeText(value: bigint | number, unit: number): string {
  const per = PER_SECOND[unit] ?? 1n;
  const whole = BigInt(value);
  return clock(whole / per) + fraction(whole % per, unit);
}

/** A length of time, as in `-1d 02:03:04.5`. */
export function durationText(value: bigint | number, unit: number): string {
  const signed = BigInt(value);
  const per = PER_SECOND[unit] ?? 1n;
  const whole = signed < 0n ? -signed : signed;
  const seconds = whole / per;
  const days = seconds / 86400n;
  const text =
    (days > 0n ? `${days}d ` : "") + clock(seconds % 86400n) + fraction(whole % per, unit);
  return signed < 0n ? `-${text}` : text;
}

type Write = (value: unknown) => string;

/** Writes moments in the column's zone, as precisely as the sample needs. */
export function timestampFormatter(
  timezone: string | null,
  sample: readonly (number | null)[],
): Write {
  const moments = sample.filter((value): value is number => value !== null);
  const local = timezone ? zoned(timezone) : null;
  const digits = fractionDigits(moments);
  const isDated =
    !timezone && moments.length > 0 && moments.every((value) => value % 86_400_000 === 0);
  return (value) => {
    const moment = value as number;
    const wall = local ? local(moment) : { milliseconds: moment, offset: "" };
    const iso = new Date(Math.floor(wall.milliseconds)).toISOString();
    if (isDated && moment % 86_400_000 === 0) return iso.slice(0, iso.indexOf("T"));
    return iso.slice(0, -5).replace("T", " ") + secondFraction(moment, digits) + wall.offset;
  };
}

function fractionDigits(moments: readonly number[]): number {
  if (moments.every((value) => value % 1000 === 0)) return 0;
  return moments.every((value) => value % 1 === 0) ? 3 : 6;
}

function secondFraction(moment: number, digits: number): string {
  if (digits === 0) return "";
  const part = moment - Math.floor(moment / 1000) * 1000;
  return `.${String(Math.floor(part * 10 ** (digits - 3))).padStart(digits, "0")}`;
}

interface Wall {
  /** What the clock on the wall shows, as if it were UTC. */
  milliseconds: number;
  offset: string;
}

function zoned(timezone: string): (moment: number) => Wall {
  const fixed = fixedOffset(timezone);
  const offsetAt = fixed === null ? namedOffset(timezone) : () => fixed;
  return (moment) => {
    const minutes = offsetAt(moment);
    const sign = minutes < 0 ? "-" : "+";
    const size = Math.abs(minutes);
    return {
      milliseconds: moment + minutes * 60_000,
      offset: `${sign}${two(Math.floor(size / 60))}:${two(size % 60)}`,
    };
  };
}

function fixedOffset(timezone: string): number | null {
  if (timezone === "UTC") return 0;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(timezone) ?? [];
  if (!sign) return null;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** The zone's offset at a moment, in minutes; zones that the browser does not know count as UTC. */
function namedOffset(timezone: string): (moment: number) => number {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", { timeZone: timezone, timeZoneName: "longOffset" });
  } catch {
    return () => 0;
  }
  return (moment) => {
    const name =
      format.formatToParts(moment).find((part) => part.type === "timeZoneName")?.value ?? "";
    return fixedOffset(name.replace("GMT", "")) ?? 0;
  };
}
