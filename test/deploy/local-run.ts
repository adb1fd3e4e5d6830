import type { Rows } from '../../scripts/local/read-rows.ts';
import type { PlainRow } from '../../scripts/reader/plain-row.ts';
import type { DeadLetter } from './queue.ts';

/** The document of `npm run local -- --json`. */
export type LocalRun = {
  readonly sent: number;
  readonly outcomes: { readonly [outcome: string]: number };
  readonly rows: Rows;
  readonly deadLetters: readonly DeadLetter[];
};

/** Attributes that may depend on when and in which batch an event arrived. */
const arrival = new Set(['revision', 'written_at', 'expires_at']);

/** Rows as texts, without what depends on arrival: equal for equal sets of events. */
export function texts(rows: Rows): string[] {
  return Object.entries(rows).flatMap(([table, each]) => each.map((row) => `${table} ${text(row)}`));
}

function text(row: PlainRow): string {
  return JSON.stringify(Object.fromEntries(Object.entries(row).filter(([name]) => !arrival.has(name))));
}

export function countOf(rows: Rows): number {
  return Object.values(rows).reduce((sum, each) => sum + each.length, 0);
}

/** Says how two lists of texts differ, with the first of either that the other lacks. */
export function difference(expected: readonly string[], found: readonly string[]): string | undefined {
  const missing = expected.filter((each) => !found.includes(each));
  const unexpected = found.filter((each) => !expected.includes(each));
  if (missing.length === 0 && unexpected.length === 0) return undefined;
  return [
    `${missing.length} of ${expected.length} missing, ${unexpected.length} unexpected`,
    ...missing.slice(0, 1).map((each) => `  expected ${each}`),
    ...unexpected.slice(0, 1).map((each) => `  found    ${each}`),
  ].join('\n');
}
