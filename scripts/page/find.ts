import { shardOf } from '../../lambdas/consume-live-events/domain/ids.ts';
import { rowTypes } from '../../lambdas/consume-live-events/domain/row-types.ts';
import type { Page } from '../reader/query-rows.ts';
import type { Reader } from '../reader/reader.ts';
import type { Row } from '../reader/row-schemas.ts';
import type { Answer, Asked, Listing, Stories } from './answer.ts';
import { type Change, describeChange } from './describe-change.ts';
import type { OpenLists } from './open-lists.ts';
import { type Question, readQuestion } from './question.ts';
import { tellStory } from './tell-story.ts';

type Sources = {
  readonly reader: Reader;
  readonly lists: OpenLists;
  /** The shards that a local id may be of; an empty one where events name none. */
  readonly readShards: () => Promise<readonly string[]>;
};

const rowsOf = {
  course: 'courseRows',
  student: 'userRows',
  assignment: 'assignmentRows',
} as const satisfies { readonly [kind in Listing['kind']]: keyof Reader };

/**
 * Finds what was asked for by the tables' keys and indexes.
 *
 * @returns undefined when what was typed is neither an id nor a URL of Canvas
 */
export async function find(
  asked: Asked,
  { reader, lists, readShards }: Sources,
): Promise<Answer | undefined> {
  const read = (shard: string) => readQuestion(asked.kind, asked.text, shard);
  const asItIs = read('');
  if (asItIs === undefined) return undefined;
  const isLocal = Object.values(asItIs).some((id) => /^\d+$/.test(id) && shardOf(id) === '');
  const shards = isLocal ? await readShards() : [''];
  const questions = shards.flatMap((shard) => read(shard) ?? []);
  const hint =
    isLocal && shards.every((shard) => shard === '')
      ? 'The tables hold global ids unless events name no shard: write shard and id, 2107~11086, or start the page with --shard.'
      : 'No event told of it yet, or it is of another Canvas.';

  const { kind } = asItIs;
  if (kind === 'submission') return { kind, submissions: await readStories(questions, reader), hint };
  const ids = questions.flatMap((question) => ('id' in question ? question.id : []));
  const changes = describeAll(ids, (id) => reader[rowsOf[kind]](id, { facet: asked.facet }));
  return lists.begin({ kind, ids, hint, changes, fits: fitsOf(asked.filter) });
}

async function readStories(questions: readonly Question[], reader: Reader): Promise<Stories['submissions']> {
  const stories = questions.map(async (question) => {
    const id =
      'id' in question ? question.id : await reader.findSubmission(question.assignment, question.student);
    if (id === undefined) return [];
    const rows: Row[] = [];
    for await (const page of reader.submission(id)) rows.push(...page);
    return rows.length === 0 ? [] : [tellStory(id, rows)];
  });
  return (await Promise.all(stories)).flat();
}

async function* describeAll(
  ids: readonly string[],
  read: (id: string) => AsyncIterable<Page>,
): AsyncGenerator<Change> {
  for (const id of ids) for await (const page of read(id)) yield* page.map(describe);
}

function describe(row: Row): Change {
  return describeChange(rowTypes[row.type].table, row);
}

/** Every word must be somewhere in what the table shows of a row. */
function fitsOf(filter: string): (change: Change) => boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return (change) => {
    const text = textOf(change).toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

function textOf(change: Change): string {
  const { subject, facet, commentId, assignment, now, before, source, status, hidden, student, by } = change;
  const texts = [
    [subject.kind, subject.id, facet, facet.replaceAll('_', ' '), commentId, assignment],
    [now.main, ...now.rest, before?.main, ...(before?.rest ?? []), source],
    [status, status?.replaceAll('_', ' '), hidden ? 'hidden from student' : '', student],
    [by === null ? 'automatic' : by, change.eventName, change.eventTime],
  ];
  return texts.flat().join('\n');
}
