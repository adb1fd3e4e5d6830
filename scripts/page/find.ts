import { shardOf } from '../../lambdas/consume-live-events/domain/ids.ts';
import { rowTypes } from '../../lambdas/consume-live-events/domain/row-types.ts';
import type { Entity } from '../reader/query-history.ts';
import type { Page } from '../reader/query-rows.ts';
import type { Reader } from '../reader/reader.ts';
import type { Row } from '../reader/row-schemas.ts';
import type { Answer, Asked, Listing } from './answer.ts';
import { type Change, describeChange } from './describe-change.ts';
import { fitsOf } from './fits.ts';
import type { OpenLists } from './open-lists.ts';
import { type Question, readQuestion } from './question.ts';
import { tellSteps } from './tell-history.ts';
import { type Story, tellStory } from './tell-story.ts';

type Sources = {
  readonly reader: Reader;
  readonly lists: OpenLists;
  /** The shards that a local id may be of; an empty one where events name none. */
  readonly readShards: () => Promise<readonly string[]>;
  /** Whether what events say is still added to the history. */
  readonly isHistoryWritten: boolean;
  readonly describeFailure: (error: unknown) => string;
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
export async function find(asked: Asked, sources: Sources): Promise<Answer | undefined> {
  const { reader, lists, readShards } = sources;
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
  if (kind === 'submission' || kind === 'score' || kind === 'course_score') {
    const stories = await Promise.all(questions.map((question) => readStory(question, sources)));
    return { kind, stories: stories.filter((story) => story !== undefined), hint };
  }
  const ids = questions.flatMap((question) => ('id' in question ? question.id : []));
  const changes = describeAll(ids, (id) => reader[rowsOf[kind]](id, { facet: asked.facet }));
  return lists.begin({ kind, ids, hint, changes, fits: fitsOf(asked) });
}

async function readStory(question: Question, sources: Sources): Promise<Story | undefined> {
  const { reader } = sources;
  const of = await entityOf(question, reader);
  if (of === undefined) return undefined;
  const { table, ...key } = of;
  const [rows, history] = await Promise.all([readAll(rowsOfEntity(of, reader)), readSteps(of, sources)]);
  if (rows.length === 0 && history.steps.length === 0) return undefined;
  return { ids: Object.values(key), ...tellStory(table, rows), ...history };
}

function rowsOfEntity(of: Entity, reader: Reader): AsyncIterable<Page> {
  if (of.table === 'submissions') return reader.submission(of.submission_id);
  if (of.table === 'scores') return reader.score(of.score_id);
  return reader.courseScores(of.course_id, of.user_id);
}

async function readAll<One>(pages: AsyncIterable<readonly One[]>): Promise<One[]> {
  const all: One[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}

/** What a story is of. Undefined when no row tells of a student's submission. */
async function entityOf(question: Question, reader: Reader): Promise<Entity | undefined> {
  if ('course' in question) {
    return { table: 'course-scores', course_id: question.course, user_id: question.student };
  }
  if (question.kind === 'score') return { table: 'scores', score_id: question.id };
  const id =
    'id' in question ? question.id : await reader.findSubmission(question.assignment, question.student);
  return id === undefined ? undefined : { table: 'submissions', submission_id: id };
}

/** Rows are told of without their history where that cannot be read: it may be not allowed. */
async function readSteps(
  of: Entity,
  { reader, isHistoryWritten, describeFailure }: Sources,
): Promise<Pick<Story, 'steps' | 'whyNoSteps'>> {
  try {
    const steps = tellSteps(await readAll(reader.history(of)));
    const whyNone = isHistoryWritten
      ? 'The history has nothing of it: it was switched on later, or has expired.'
      : 'No history is written for this system: the setting “history” is off.';
    return { steps, whyNoSteps: steps.length === 0 ? whyNone : null };
  } catch (error) {
    return { steps: [], whyNoSteps: `The history could not be read. ${describeFailure(error)}` };
  }
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
