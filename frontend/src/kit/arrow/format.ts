/** Values of Arrow columns as text: what a person reads (`shown`) and what loses nothing (`exact`). */
import { type DataType, Type } from "@uwdata/flechette";
import { durationText, timestampFormatter, timeText } from "./time";

export interface Format {
  align: "start" | "end" | "center";
  shown: (value: unknown) => string;
  exact: (value: unknown) => string;
}

/** Some values of the column, from which a number's digits are chosen. */
export type Sample = readonly unknown[];

type FormatOf = (type: never, sample: Sample) => Format;

const MAX_DIGITS = 4;

export function formatOf(type: DataType, sample: Sample): Format {
  return (FORMATS[type.typeId] ?? text)(type as never, sample);
}

function same(align: Format["align"], write: (value: unknown) => string): Format {
  return { align, shown: write, exact: write };
}

const text: FormatOf = () => same("start", plainText);
const nested: FormatOf = () => same("start", (value) => JSON.stringify(value, plainValue));
const integer: FormatOf = () => same("end", String);

function plainText(value: unknown): string {
  return typeof value === "object" && value !== null
    ? JSON.stringify(value, plainValue)
    : String(value);
}

/** Makes what JSON cannot write writable. */
function plainValue(_: string, value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Uint8Array) return hex(value);
  if (ArrayBuffer.isView(value)) return [...(value as unknown as Iterable<unknown>)];
  return value;
}

function hex(bytes: Uint8Array): string {
  const digits = Array.from(bytes.subarray(0, 32), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
  return bytes.length > 32 ? `0x${digits}…` : `0x${digits}`;
}

/** As many digits as the sample needs, at most four; small and huge numbers get an exponent. */
function float(_: never, sample: Sample): Format {
  const numbers = sample.filter((value): value is number => Number.isFinite(value));
  const largest = numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const isExtreme = largest !== 0 && (largest < 1e-3 || largest >= 1e15);
  const digits = numbers.reduce((most, value) => Math.max(most, digitsOf(value)), 0);
  const fixed = (value: number): string => value.toFixed(digits);
  const shown = isExtreme ? (value: number): string => value.toExponential(3) : fixed;
  return {
    align: "end",
    shown: (value) => (Number.isFinite(value) ? shown(value as number) : String(value)),
    exact: String,
  };
}

function digitsOf(value: number): number {
  for (let digits = 0; digits < MAX_DIGITS; digits++) {
    if (Math.abs(value - Number(value.toFixed(digits))) <= Math.abs(value) * 1e-7) return digits;
  }
  return MAX_DIGITS;
}

function decimal({ scale }: { scale: number }): Format {
  return same("end", (value) => {
    const digits = String(value)
      .replace("-", "")
      .padStart(scale + 1, "0");
    const sign = (value as bigint) < 0 ? "-" : "";
    const point = digits.length - scale;
    return scale > 0 ? `${sign}${digits.slice(0, point)}.${digits.slice(point)}` : sign + digits;
  });
}

function timestamp({ timezone }: { timezone: string | null }, sample: Sample): Format {
  const write = timestampFormatter(timezone, sample as (number | null)[]);
  return { align: "start", shown: write, exact: timestampFormatter(timezone, [0.001]) };
}

const dictionary = ({ dictionary: type }: { dictionary: DataType }, sample: Sample): Format =>
  formatOf(type, sample);

const FORMATS: Record<number, FormatOf> = {
  [Type.Dictionary]: dictionary,
  [Type.Null]: text,
  [Type.Int]: integer,
  [Type.Float]: float,
  [Type.Bool]: () => same("center", String),
  [Type.Decimal]: decimal,
  [Type.Date]: () => same("start", (value) => new Date(value as number).toISOString().slice(0, 10)),
  [Type.Time]: ({ unit }: { unit: number }) =>
    same("start", (value) => timeText(value as bigint, unit)),
  [Type.Duration]: ({ unit }: { unit: number }) =>
    same("end", (value) => durationText(value as bigint, unit)),
  [Type.Timestamp]: timestamp,
  [Type.Binary]: () => same("start", (value) => hex(value as Uint8Array)),
  [Type.LargeBinary]: () => same("start", (value) => hex(value as Uint8Array)),
  [Type.FixedSizeBinary]: () => same("start", (value) => hex(value as Uint8Array)),
  [Type.List]: nested,
  [Type.LargeList]: nested,
  [Type.FixedSizeList]: nested,
  [Type.Struct]: nested,
  [Type.Map]: () =>
    same("start", (value) => JSON.stringify(Object.fromEntries(value as []), plainValue)),
};
