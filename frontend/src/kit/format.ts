/** Numbers and moments as text: printf formats as Python users write them, and named ones. */

const PRINTF = /%([-+ 0,]*)(\d*)(?:\.(\d+))?([difeEgGs%u])/g;

const NAMED: Record<string, Intl.NumberFormatOptions> = {
  plain: { useGrouping: false, maximumFractionDigits: 20 },
  localized: {},
  percent: { style: "percent", maximumFractionDigits: 2 },
  dollar: { style: "currency", currency: "USD" },
  euro: { style: "currency", currency: "EUR" },
  yen: { style: "currency", currency: "JPY" },
  compact: { notation: "compact" },
  scientific: { notation: "scientific" },
  engineering: { notation: "engineering" },
};

export function formatNumber(value: number, format: string): string {
  const named = NAMED[format];
  if (named) return new Intl.NumberFormat(undefined, named).format(value);
  return format.replace(
    PRINTF,
    (_, flags: string, width: string, precision: string | undefined, kind: string) =>
      kind === "%"
        ? "%"
        : padded(signed(value, flags, converted(value, kind, precision)), flags, Number(width)),
  );
}

function converted(value: number, kind: string, precision: string | undefined): string {
  const size = Math.abs(value);
  const digits = precision === undefined ? 6 : Number(precision);
  switch (kind) {
    case "d":
    case "i":
    case "u":
      return String(Math.trunc(size));
    case "f":
      return size.toFixed(digits);
    case "e":
    case "E":
      return exponent(size.toExponential(digits), kind);
    case "g":
    case "G":
      return general(size, digits || 1, kind);
    default:
      return String(size);
  }
}

function general(size: number, digits: number, kind: string): string {
  const power = size === 0 ? 0 : Math.floor(Math.log10(size));
  if (power >= -4 && power < digits) return String(Number(size.toPrecision(digits)));
  return exponent(size.toExponential(digits - 1).replace(/\.?0+e/, "e"), kind);
}

function exponent(text: string, kind: string): string {
  const padded = text.replace(/e([+-])(\d)$/, "e$10$2");
  return kind === kind.toUpperCase() ? padded.toUpperCase() : padded;
}

function signed(value: number, flags: string, text: string): string {
  const grouped = flags.includes(",") ? text.replace(/\B(?=(\d{3})+(?!\d))/g, ",") : text;
  if (value < 0) return `-${grouped}`;
  return (flags.includes("+") ? "+" : flags.includes(" ") ? " " : "") + grouped;
}

function padded(text: string, flags: string, width: number): string {
  if (flags.includes("-")) return text.padEnd(width);
  if (!flags.includes("0")) return text.padStart(width);
  const sign = /^[-+ ]/.exec(text)?.[0] ?? "";
  return sign + text.slice(sign.length).padStart(width - sign.length, "0");
}
