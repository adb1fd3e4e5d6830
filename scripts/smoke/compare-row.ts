import { isDeepStrictEqual } from 'node:util';
import { toJson } from '../command/harmless.ts';
import type { PlainRow } from '../reader/plain-row.ts';

/**
 * Compares a row with what it must hold, value by value: a sentence for each that differs.
 *
 * States must have no other attribute; the row itself may (`revision`, `written_at`, `expires_at` …).
 */
export function differences(expected: PlainRow, found: PlainRow): string[] {
  return Object.entries(expected).flatMap(([name, value]) => {
    const actual = found[name];
    if (!isState(value) || !isState(actual)) return compare(name, value, actual);
    const names = new Set([...Object.keys(value), ...Object.keys(actual)]);
    return [...names].flatMap((inner) => compare(`${name}.${inner}`, value[inner], actual[inner]));
  });
}

function compare(path: string, expected: unknown, found: unknown): string[] {
  if (isDeepStrictEqual(expected, found)) return [];
  const show = (value: unknown) => (value === undefined ? 'nothing' : toJson(value));
  return [`${path}: expected ${show(expected)}, found ${show(found)}`];
}

function isState(value: unknown): value is PlainRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
