import { isDeepStrictEqual } from 'node:util';
import {
  type AnyTableName,
  allTableNames,
  allTables,
  tableNames,
} from '../lambdas/consume-live-events/domain/tables.ts';
import type { Rows } from '../scripts/local/read-rows.ts';
import type { PlainRow } from '../scripts/reader/plain-row.ts';
import type { DeadLetter } from '../scripts/system/dead-letter.ts';
import type { DisturbedRun } from './run-disturbed.ts';
import type { Holdings } from './run-undisturbed.ts';
import type { CanvasMessage, Fate } from './simulate-canvas.ts';

/** What a run is judged by, apart from how often faults were injected. */
export type Evidence = {
  /** The messages sent, copies included. */
  readonly sent: readonly CanvasMessage[];
  readonly expected: Holdings;
  readonly found: DisturbedRun;
};

/**
 * Judges message by message, from the queues and tables alone: what the function counts is doubled when
 * it is killed between its work and the deletion of its messages.
 *
 * A rejected message may be a dead letter twice, for the same reason.
 *
 * @returns what is wrong, a sentence each; none for a green run
 */
export function judge({ sent, expected, found }: Evidence): string[] {
  const wrong: string[] = [];
  if (found.left > 0) wrong.push(`${found.left} messages are left in the queue`);
  if (found.messages !== sent.length) {
    wrong.push(`${sent.length} messages were sent and ${found.messages} delivered`);
  }
  wrong.push(...judgeDeadLetters(sent, expected.deadLetters, found.deadLetters));
  for (const table of allTableNames) wrong.push(...compareRows(table, expected.rows, found.rows));
  for (const table of tableNames) {
    const differences = compareRows(table, found.rebuilt, found.rows);
    wrong.push(...differences.map((difference) => `by its history, ${difference}`));
  }
  const violations = Map.groupBy(found.violations, (violation) => violation);
  for (const [violation, { length }] of violations) {
    wrong.push(`${violation}: ${length} times`);
  }
  return wrong;
}

function judgeDeadLetters(
  sent: readonly CanvasMessage[],
  expected: readonly DeadLetter[],
  found: readonly DeadLetter[],
): string[] {
  const reasons = new Map(expected.map((letter) => [letter.body, letter]));
  const lettersByBody = Map.groupBy(found, ({ body }) => body);
  const copiesByBody = Map.groupBy(sent, ({ body }) => body);
  const wrong: string[] = [];
  for (const [body, copies] of copiesByBody) {
    const fate = copies[0]?.fate ?? 'applied';
    const letters = lettersByBody.get(body) ?? [];
    if (!isRejected(fate)) {
      if (letters.length > 0) wrong.push(`a message that is ${fate} is a dead letter: ${excerpt(body)}`);
      continue;
    }
    const lost = copies.length - letters.length;
    if (lost > 0) wrong.push(`${lost} of ${copies.length} rejected messages are lost: ${excerpt(body)}`);
    const reason = reasons.get(body);
    if (reason?.rejection?.code !== fate)
      wrong.push(`expected ${fate}, undisturbed it is ${reason?.rejection?.code}: ${excerpt(body)}`);
    if (letters.some((letter) => !isDeepStrictEqual(contentOf(letter), reason && contentOf(reason)))) {
      wrong.push(`a dead letter differs from that of the undisturbed run: ${excerpt(body)}`);
    }
  }
  const strange = found.filter(({ body }) => !copiesByBody.has(body));
  return [...wrong, ...strange.map(({ body }) => `a dead letter was never sent: ${excerpt(body)}`)];
}

/** What of a dead letter depends on the message alone, and not on when it was sent. */
function contentOf({ attributes, body }: DeadLetter) {
  return { attributes, body };
}

function isRejected(fate: Fate): boolean {
  return fate !== 'applied' && fate !== 'ignored';
}

/** The messages of a run are made up, so they may be shown, from where they say what happened and when. */
function excerpt(body: string): string {
  const from = Math.max(0, body.search(/"event_name"|"eventTime"/));
  return body.length > from + 160 ? `${body.slice(from, from + 160)}…` : body.slice(from);
}

/** What depends on how often a row was written, and when. */
const ofWriting = new Set(['revision', 'written_at']);

/** Compares the rows of a table, but for what depends on when and how often they were written. */
export function compareRows<Name extends AnyTableName>(
  table: Name,
  expected: Pick<Rows, Name>,
  found: Pick<Rows, Name>,
): string[] {
  const { partitionKey, sortKey } = allTables[table];
  const byKey = (rows: readonly PlainRow[]) =>
    new Map(rows.map((row) => [`${table} ${String(row[partitionKey])} ${String(row[sortKey])}`, row]));
  const wanted = byKey(expected[table]);
  const there = byKey(found[table]);
  const wrong = [...wanted].flatMap(([key, row]) => {
    const other = there.get(key);
    return other === undefined ? [`row ${key} is missing`] : compareRow(key, row, other);
  });
  const strange = [...there.keys()].filter((key) => !wanted.has(key));
  return [...wrong, ...strange.map((key) => `row ${key} should not be there`)];
}

function compareRow(key: string, expected: PlainRow, found: PlainRow): string[] {
  const differences = Object.keys({ ...expected, ...found })
    .filter((name) => !ofWriting.has(name))
    .flatMap((name) => findDifference(name, expected[name], found[name]) ?? []);
  const [first, ...others] = differences;
  if (first === undefined) return [];
  return [`row ${key}: ${first}${others.length > 0 ? `, and ${others.length} more attributes differ` : ''}`];
}

/** Finds the first place in which two values differ. */
function findDifference(place: string, expected: unknown, found: unknown): string | undefined {
  if (isDeepStrictEqual(expected, found)) return undefined;
  if (isObject(expected) && isObject(found)) {
    for (const name of Object.keys({ ...expected, ...found })) {
      const difference = findDifference(`${place}.${name}`, expected[name], found[name]);
      if (difference !== undefined) return difference;
    }
  }
  return `${place} is ${show(found)} and should be ${show(expected)}`;
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  return value === undefined ? 'left out' : JSON.stringify(value);
}
