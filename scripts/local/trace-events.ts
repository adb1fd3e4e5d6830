import { basename, dirname } from 'node:path';
import { liveEvents } from '../../lambdas/consume-live-events/domain/live-events.ts';
import type { DeadLetter } from '../system/dead-letter.ts';
import type { Account } from './account.ts';
import type { EventBody } from './messages/read-events.ts';

/** Where each body that became a dead letter is from: files, with the line or the element. */
export type Sources = ReadonlyMap<string, readonly string[]>;

/** Finds the bodies of dead letters in what was sent. Only these are held. */
export async function findSources(
  events: AsyncIterable<EventBody>,
  deadLetters: readonly DeadLetter[],
): Promise<Sources> {
  const sources = new Map(deadLetters.map(({ body }) => [body, [] as string[]]));
  if (sources.size === 0) return sources;
  for await (const { source, body } of events) sources.get(body)?.push(source);
  return sources;
}

/** What is known of a run of the fixtures. */
export type FixtureRun = {
  readonly account: Account;
  readonly copies: number;
  /** Those the run accepted, or none for any. */
  readonly rootAccounts: readonly string[];
};

/**
 * Tells how a run of the fixtures differs from what they expect, a sentence each.
 *
 * A fixture says by its path what becomes of it: `rejected/<code>.<case>.json` is rejected with that code,
 * `live-events/<event name>.<case>.json` is ignored if no event of that name carries grade state, and is else
 * accepted, or foreign where there is an allow-list that names no root account of it.
 */
export async function differencesFromFixtures(
  events: AsyncIterable<EventBody>,
  { account, copies, rootAccounts }: FixtureRun,
): Promise<readonly string[]> {
  const codes = new Map(
    account.deadLetters.map(({ body, rejection }) => [body, rejection?.code ?? 'failed']),
  );
  const expected = { accepted: 0, ignored: 0 };
  const differences: string[] = [];
  for await (const { source, body } of events) {
    const outcome = outcomeExpectedOf(source, body, rootAccounts);
    if (outcome === 'accepted' || outcome === 'ignored') expected[outcome] += copies;
    const code = codes.get(body);
    const wanted = outcome === 'accepted' || outcome === 'ignored' ? undefined : outcome;
    if (code === wanted) continue;
    const found = code === undefined ? 'was not' : code === 'failed' ? 'failed' : `was rejected: ${code}`;
    differences.push(
      `${source} was to be ${wanted === undefined ? outcome : `rejected: ${wanted}`}, and ${found}.`,
    );
  }
  const { applied, unchanged, ignored } = account.outcomes;
  if (applied + unchanged !== expected.accepted) {
    differences.push(
      `${expected.accepted} were to be applied or unchanged, and ${applied + unchanged} were.`,
    );
  }
  if (ignored !== expected.ignored) {
    differences.push(`${expected.ignored} were to be ignored, and ${ignored} were.`);
  }
  return differences;
}

function outcomeExpectedOf(source: string, body: string, rootAccounts: readonly string[]): string {
  const [subject = ''] = basename(source).split('.', 1);
  if (basename(dirname(source)) === 'rejected') return subject;
  if (!Object.hasOwn(liveEvents, subject)) return 'ignored';
  const isForeign = rootAccounts.length > 0 && !rootAccounts.some((uuid) => body.includes(`"${uuid}"`));
  return isForeign ? 'foreign_root_account' : 'accepted';
}
