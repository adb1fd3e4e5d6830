import {
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api';

/** A value of an answer as JSON has it. */
export type Cell = string | number | boolean | null | readonly Cell[] | { readonly [name: string]: Cell };

/**
 * Turns a value of DuckDB into a cell. Nothing is rounded: a number that a double does not hold is text. An instant
 * is written as the tables hold it, `2019-11-01T19:11:05.222Z`.
 */
export function toCell(value: DuckDBValue): Cell {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof DuckDBDecimalValue) {
    const number = Number(value.toString());
    return Number.isSafeInteger(Number(value.value)) ? number : value.toString();
  }
  if (value instanceof DuckDBTimestampTZValue) return instant(value.micros) ?? value.toString();
  if (value instanceof DuckDBTimestampValue) {
    return instant(value.micros)?.replace('Z', '') ?? value.toString();
  }
  if (value instanceof DuckDBListValue) return value.items.map(toCell);
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([name, part]) => [name, toCell(part)]));
  }
  return value.toString();
}

/** Undefined for what no `Date` holds: infinity, and times that no event has. */
function instant(micros: bigint): string | undefined {
  const date = new Date(Number(micros / 1000n));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
