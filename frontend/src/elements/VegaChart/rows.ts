/** An Arrow table as the rows that Vega reads. */
import { type Column, type DataType, type Table, Type } from "@uwdata/flechette";

export type Row = Record<string, unknown>;
type Convert = (value: unknown) => unknown;

/** Vega writes moments in the browser's zone; so that a clock in the data reads the same in the chart, it is moved there. */
function localMoment(milliseconds: number): Date {
  const at = new Date(milliseconds);
  return new Date(
    at.getUTCFullYear(),
    at.getUTCMonth(),
    at.getUTCDate(),
    at.getUTCHours(),
    at.getUTCMinutes(),
    at.getUTCSeconds(),
    at.getUTCMilliseconds(),
  );
}

const asNumber: Convert = (value) => (typeof value === "bigint" ? Number(value) : value);

function converter(type: DataType, isUtc: boolean): Convert {
  const moment: Convert = (value) =>
    isUtc ? new Date(value as number) : localMoment(value as number);
  switch (type.typeId) {
    case Type.Dictionary:
      return converter(type.dictionary, isUtc);
    case Type.Date:
      return moment;
    case Type.Timestamp:
      return type.timezone ? (value) => new Date(value as number) : moment;
    case Type.Decimal:
      return (value) => Number(value) / 10 ** type.scale;
    default:
      return asNumber;
  }
}

/** Gives the rows. `isUtc` says that the chart itself counts in UTC. */
export function chartRows(table: Table, isUtc: boolean): Row[] {
  const rows: Row[] = Array.from({ length: table.numRows }, () => ({}));
  table.children.forEach((column: Column<unknown>, position) => {
    const name = table.schema.fields[position]?.name ?? "";
    const convert = converter(column.type, isUtc);
    let row = 0;
    for (const value of column) {
      const into = rows[row++];
      if (into) into[name] = value === null ? null : convert(value);
    }
  });
  return rows;
}
