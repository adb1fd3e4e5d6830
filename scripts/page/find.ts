import { shardOf } from '../../lambdas/consume-live-events/domain/ids.ts';
import type { Row } from '../../lambdas/consume-live-events/domain/merge.ts';
import { rowTypes } from '../../lambdas/consume-live-events/domain/row-types.ts';
import type { TableName } from '../../lambdas/consume-live-events/domain/tables.ts';
import type { Page } from '../reader/query-rows.ts';
import type { Reader } from '../reader/reader.ts';
import type { Row as TypedRow } from '../reader/row-schemas.ts';
import type { Answer, Asked, Listing, StoryKind } from './answer.ts';
import { type Change, describeChange } from './describe-change.ts';
import { fitsOf } from './fits.ts';
import type { OpenLists } from './open-lists.ts';
import { type Question, readQuestion } from './question.ts';
import type { Remembered } from './read-history.ts';
import { tellHistory } from './tell-history.ts';
import { type Story, tellStory } from './tell-story.ts';

type Sources = {
  readonly reader: Reader;
  readonly lists: OpenLists;
  /** The shards that a local id may be of; an empty one where events name none. */
  readonly readShards: () => Promise<readonly string[]>;
  readonly readHistory: (of: Pick<Row, 'table' | 'key'>) => Promise<readonly Remembered[]>;
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
    const stories = await Promise.all(questions.map((question) => readStory(kind, question, sources)));
    return { kind, stories: stories.filter((story) => story !== undefined), hint };
  }
  const ids = questions.flatMap((question) => ('id' in question ? question.id : []));
  const changes = describeAll(ids, (id) => reader[rowsOf[kind]](id, { facet: asked.facet }));
  return lists.begin({ kind, ids, hint, changes, fits: fitsOf(asked) });
}

const tableOf = {
  submission: 'submissions',
  score: 'scores',
  course_score: 'course-scores',
} as const satisfies { readonly [kind in StoryKind]: TableName };

async function readStory(kind: StoryKind, question: Question, sources: Sources): Promise<Story | undefined> {
  const { reader } = sources;
  const table = tableOf[kind];
  const key = await keyOf(question, reader);
  if (key === undefined) return undefined;
  const ids = Object.values(key);
  const [id = '', student] = ids;
  const pages = {
    submission: reader.submission,
    score: reader.score,
    course_score: (course: string) => reader.courseScores(course, student),
  }[kind](id);
  const [rows, history] = await Promise.all([readAll(pages), readSteps({ table, key }, sources)]);
  if (rows.length === 0 && history.steps.length === 0) return undefined;
  return { ids, ...tellStory(table, rows), ...history };
}

async function readAll(pages: AsyncIterable<Page>): Promise<TypedRow[]> {
  const rows: TypedRow[] = [];
  for await (const page of pages) rows.push(...page);
  return rows;
}

/** The key of its rows, but for the facet. Undefined when no row tells of a student's submission. */
async function keyOf(question: Question, reader: Reader): Promise<Row['key'] | undefined> {
  if ('course' in question) return { course_id: question.course, user_id: question.student };
  const isOfSubmission = question.kind === 'submission';
  if ('id' in question) return { [isOfSubmission ? 'submission_id' : 'score_id']: question.id };
  const id = await reader.findSubmission(question.assignment, question.student);
  return id === undefined ? undefined : { submission_id: id };
}

/** Rows are told of without their history where that cannot be read: it may be not allowed. */
async function readSteps(
  of: Pick<Row, 'table' | 'key'>,
  { readHistory, isHistoryWritten, describeFailure }: Sources,
): Promise<Pick<Story, 'steps' | 'whyNoSteps'>> {
  try {
    const steps = tellHistory(await readHistory(of));
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

function describe(row: TypedRow): Change {
  return describeChange(rowTypes[row.type].table, row);
}
