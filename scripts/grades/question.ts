import { shardOf } from '../../lambdas/consume-live-events/domain/ids.ts';
import type { RowType } from '../../lambdas/consume-live-events/domain/row-types.ts';
import { UsageError } from '../command/command-error.ts';
import { idForms, type Kind, readId, readUrl } from '../reader/canvas-ids.ts';
import type { Page } from '../reader/query-rows.ts';
import type { Reader, Selection } from '../reader/reader.ts';
import type { Row } from '../reader/row-schemas.ts';
import { checkCount, type RowCommand, typesOf } from './commands.ts';
import { type Filter, matches } from './filter.ts';

/** What is asked: in words, how it is read, and which types of row may come. */
export type Question = {
  /** `submission 21070000000011086` */
  readonly text: string;
  readonly read: (reader: Reader) => AsyncIterable<Page>;
  readonly types: readonly RowType[];
  /** Whether a row that was read is as asked. */
  readonly matches: (row: Row) => boolean;
  /** Whether it is about one thing, which must exist, and not a list, which may be empty. */
  readonly isOfOne: boolean;
  /** Whether an id in it is local, and may have needed a shard. */
  readonly hasLocalId: boolean;
};

type Settings = Selection & {
  readonly filter: Filter;
  /** Of local ids; empty where events name none. */
  readonly shard: string;
  readonly segments: number | undefined;
};

/**
 * Reads what a command asks about.
 *
 * @throws UsageError
 */
export function readQuestion(command: RowCommand, names: readonly string[], settings: Settings): Question {
  const { since, facet, filter, segments = 1 } = settings;
  const ask = (ids: readonly string[], read: Question['read']): Question => ({
    text: [command, ...ids].join(' '),
    read,
    types: typesOf(command, facet),
    matches: matches(filter),
    isOfOne: command === 'submission' || command === 'score',
    hasLocalId: ids.some(isLocal),
  });
  const id = (index: number, kind?: Kind) => idIn(names[index] ?? '', kind, settings.shard);
  checkCount(command, names);

  if (command === 'changes') {
    if (since === undefined) throw new UsageError('changes since when? Give --since.');
    return ask(['since', since], (reader) => reader.changesSince(since, { facet, segments }));
  }
  if (command === 'score') {
    const score = id(0);
    return ask([score], (reader) => reader.score(score));
  }
  if (command === 'submission') {
    if (readUrl(names[0] ?? '') !== undefined) return askByUrl(ask, id(0, 'assignment'), id(0, 'user'));
    const submission = id(0);
    return ask([submission], (reader) => reader.submission(submission));
  }
  if (command === 'course-scores') {
    const course = id(0, 'course');
    const user = names.length > 1 ? id(1, 'user') : undefined;
    const ids = user === undefined ? [course] : [course, user];
    return ask(ids, (reader) => reader.courseScores(course, user, { since }));
  }
  const one = id(0, command);
  return ask([one], (reader) => reader[`${command}Rows`](one, { since, facet }));
}

export function isLocal(id: string): boolean {
  return /^\d+$/.test(id) && shardOf(id) === '';
}

/** The URL of a submission names assignment and student, and not the submission's own id. */
function askByUrl(
  ask: (ids: readonly string[], read: Question['read']) => Question,
  assignment: string,
  user: string,
): Question {
  return ask(['of user', user, 'to assignment', assignment], async function* (reader) {
    const submission = await reader.findSubmission(assignment, user);
    if (submission !== undefined) yield* reader.submission(submission);
  });
}

/**
 * Reads the id of a thing from an id or, where Canvas's URLs name such a thing, from a URL.
 *
 * @throws UsageError
 */
export function idIn(text: string, kind: Kind | undefined, shard: string): string {
  const url = readUrl(text);
  const written = url === undefined ? text : kind && url[kind];
  const id = written === undefined ? undefined : readId(written, shard);
  if (id !== undefined) return id;
  if (url === undefined) throw new UsageError(`${text}: expected ${idForms}.`);
  throw new UsageError(
    kind === undefined
      ? `${text}: no URL of Canvas names a score. Give its id.`
      : `${text}: this URL names no ${kind} by its id.`,
  );
}
