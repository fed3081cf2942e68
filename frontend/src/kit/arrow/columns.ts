/** The columns of a table as a grid needs them: text, alignment and keys to sort by. */
import { type Column, type DataType, type Table, Type } from "@uwdata/flechette";
import { type Format, formatOf } from "./format";

export interface GridColumn {
  name: string;
  isIndex: boolean;
  isBoolean: boolean;
  align: Format["align"];
  /** What a cell shows; null where nothing is there. */
  text: (row: number) => string | null;
  /** The value without loss, for files; "" where nothing is there. */
  exact: (row: number) => string;
  /** One number per row by which rows are sorted; NaN where nothing is there. */
  sortKeys: () => Float64Array;
}

const SAMPLED = 500;
const COLLATED = 50_000;
const INDEX_NAME = /^__index_level_\d+__$/;

export function gridColumns(table: Table, indexColumns: number): GridColumn[] {
  return table.children.map((column, position) => {
    const name = table.schema.fields[position]?.name ?? "";
    const isIndex = position < indexColumns;
    return gridColumn(isIndex && INDEX_NAME.test(name) ? "" : name, isIndex, column);
  });
}

function gridColumn(name: string, isIndex: boolean, column: Column<unknown>): GridColumn {
  const format = formatOf(column.type, sampleOf(column));
  const type = valueType(column.type);
  const at = (row: number): unknown => {
    const value = column.at(row);
    return value === undefined || (typeof value === "number" && Number.isNaN(value)) ? null : value;
  };
  return {
    name,
    isIndex,
    isBoolean: type.typeId === Type.Bool,
    align: isIndex && format.align === "center" ? "start" : format.align,
    text: (row) => {
      const value = at(row);
      return value === null ? null : format.shown(value);
    },
    exact: (row) => {
      const value = at(row);
      return value === null ? "" : format.exact(value);
    },
    sortKeys: () => (isOrdered(type) ? numberKeys(column) : textKeys(column, format)),
  };
}

function valueType(type: DataType): DataType {
  return type.typeId === Type.Dictionary ? type.dictionary : type;
}

function sampleOf(column: Column<unknown>): unknown[] {
  const step = Math.max(1, Math.floor(column.length / SAMPLED));
  const sample: unknown[] = [];
  for (let row = 0; row < column.length; row += step) sample.push(column.at(row));
  return sample;
}

const ORDERED = new Set<number>([
  Type.Int,
  Type.Float,
  Type.Bool,
  Type.Decimal,
  Type.Date,
  Type.Time,
  Type.Timestamp,
  Type.Duration,
]);

const isOrdered = (type: DataType): boolean => ORDERED.has(type.typeId);

function numberKeys(column: Column<unknown>): Float64Array {
  const keys = new Float64Array(column.length);
  let row = 0;
  for (const value of column) keys[row++] = value === null ? Number.NaN : Number(value);
  return keys;
}

/** Texts by their rank among the different ones; digits within them count as numbers unless there are very many. */
function textKeys(column: Column<unknown>, format: Format): Float64Array {
  const texts: (string | null)[] = [];
  for (const value of column) texts.push(value === null ? null : format.exact(value));
  const different = [...new Set(texts)].filter((text): text is string => text !== null);
  if (different.length > COLLATED) different.sort();
  else different.sort(new Intl.Collator(undefined, { numeric: true }).compare);
  const ranks = new Map(different.map((text, rank) => [text, rank]));
  return Float64Array.from(texts, (text) => (text === null ? Number.NaN : (ranks.get(text) ?? 0)));
}
