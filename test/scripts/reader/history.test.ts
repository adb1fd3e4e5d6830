import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Delta } from '../../../lambdas/consume-live-events/domain/merge.ts';
import { toHistoryItem } from '../../../lambdas/consume-live-events/history-item.ts';
import { type Engines, startEngines } from '../../../scripts/local/engines/engines.ts';
import type { Entry } from '../../../scripts/reader/history-entry.ts';
import { type Entity, queryHistory } from '../../../scripts/reader/query-history.ts';
import { createReader, type Reader } from '../../../scripts/reader/reader.ts';
import { createTables, physicalNames, writeItems } from '../../support/dynamodb.ts';
import { deltaOf, gradeChange, gradeOverride, liveEvent, submissionUpdated } from '../../support/messages.ts';

const submission_id = '21070000000000777';
const submission: Entity = { table: 'submissions', submission_id };
const at = (hour: number) => ({ event_time: `2026-03-02T0${hour}:00:00.000Z` });
const gradeAt = (hour: number) => deltaOf(gradeChange({ submission_id, score: hour }, at(hour)));
const commentAt = (hour: number, id: string) =>
  deltaOf(
    liveEvent(
      'submission_comment_created',
      { submission_comment_id: id, submission_id, user_id: '300' },
      at(hour),
    ),
  );

const writtenAt = new Date('2026-03-02T12:00:00.000Z');
const itemOf = (delta: Delta) => toHistoryItem(delta, { writtenAt, days: undefined });

const deltas = [
  ...[3, 1, 5, 4, 2].map(gradeAt),
  deltaOf(submissionUpdated({ submission_id, attempt: 2 }, at(2))),
  commentAt(4, '17'),
  commentAt(2, '18'),
  deltaOf(gradeChange({ submission_id: '21070000000000778' }, at(1))),
  deltaOf(gradeOverride({ score_id: '777', override_score: 90 }, at(1))),
  deltaOf(liveEvent('course_grade_change', { course_id: '565', user_id: '48', final_score: 80 }, at(1))),
];

let engines: Engines;
let reader: Reader;
let read: number;

beforeAll(async () => {
  engines = await startEngines();
  await createTables(engines.clients.dynamodb);
  await writeItems(engines.clients.dynamodb, 'history', deltas.map(itemOf));
});
afterAll(() => engines.stop());

beforeEach(() => {
  read = 0;
  const onRead = (entries: number) => {
    read += entries;
  };
  const source = { dynamodb: engines.clients.dynamodb, physicalNames };
  reader = createReader(source, { signal: new AbortController().signal, onRead });
});

async function entriesOf(pages: AsyncIterable<readonly Entry[]>): Promise<Entry[]> {
  const entries = [];
  for await (const page of pages) entries.push(...page);
  return entries;
}

const hoursOf = (entries: readonly Entry[]) =>
  entries.map(({ event_time }) => Number(event_time.slice(11, 13)));

describe('the history of', () => {
  test('a submission is all that was said of it, facet by facet and in time', async () => {
    const entries = await entriesOf(reader.history(submission));
    expect(entries.map(({ type }) => type)).toEqual([
      'submissions-comment',
      'submissions-comment',
      ...Array.from({ length: 5 }, () => 'submissions-grade'),
      'submissions-submission',
    ]);
    expect(hoursOf(entries)).toEqual([4, 2, 1, 2, 3, 4, 5, 2]);
  });

  test('a score is of its override', async () => {
    const score: Entity = { table: 'scores', score_id: '21070000000000777' };
    expect(await entriesOf(reader.history(score))).toMatchObject([
      { type: 'scores-override', state: { override_score: 90 }, event_name: 'grade_override' },
    ]);
  });

  test('a student in a course is of the computed score', async () => {
    const student: Entity = {
      table: 'course-scores',
      course_id: '21070000000000565',
      user_id: '21070000000000048',
    };
    expect(await entriesOf(reader.history(student))).toMatchObject([
      { type: 'course-scores', state: { final_score: 80 } },
    ]);
  });

  test('what no event told of is empty', async () => {
    expect(await entriesOf(reader.history({ table: 'scores', score_id: '1' }))).toEqual([]);
  });
});

test('an entry tells who, when, the state after, and what was reported of before', async () => {
  const [entry] = await entriesOf(reader.history(submission, { facet: 'grade' }));
  expect(entry).toEqual({
    type: 'submissions-grade',
    entity: 'submissions#21070000000000777',
    entry: expect.stringMatching(/^grade#2026-03-02T01:00:00\.000Z#2#[0-9a-f]{16}#1$/),
    submission_id,
    facet: 'grade',
    assignment_id: expect.any(String),
    course_id: expect.any(String),
    user_id: expect.any(String),
    root_account_uuid: expect.any(String),
    state: expect.objectContaining({ score: 1, hidden: expect.any(Boolean) }),
    old: expect.objectContaining({ score: null }),
    event_name: 'grade_change',
    event_time: '2026-03-02T01:00:00.000Z',
    written_at: '2026-03-02T12:00:00.000Z',
  });
});

describe('a part of a history', () => {
  const [since, until] = [at(2).event_time, at(4).event_time];

  test.each([
    ['one facet', { facet: 'grade' }, [1, 2, 3, 4, 5], 5],
    ['one facet from an instant on', { facet: 'grade', since }, [2, 3, 4, 5], 4],
    ['one facet up to an instant', { facet: 'grade', until }, [1, 2, 3, 4], 4],
    ['one facet between two', { facet: 'grade', since, until }, [2, 3, 4], 3],
    ['all comments', { facet: 'comment' }, [4, 2], 2],
    ['comments between two instants', { facet: 'comment', since, until: since }, [2], 2],
    ['all facets between two instants', { since: until, until }, [4, 4], 8],
  ] as const)('is of %s, and costs no more than that where it can', async (_, selection, hours, cost) => {
    expect(hoursOf(await entriesOf(reader.history(submission, selection)))).toEqual(hours);
    expect(read).toBe(cost);
  });
});

test('a history longer than a page comes whole', async () => {
  const long = '21070000000000779';
  const many = Array.from({ length: 2_100 }, (_, index) => {
    const event_time = new Date(Date.UTC(2026, 2, 3) + index * 1_000).toISOString();
    return itemOf(deltaOf(gradeChange({ submission_id: long, score: index }, { event_time })));
  });
  await writeItems(engines.clients.dynamodb, 'history', many);
  const sizes = [];
  for await (const page of reader.history({ table: 'submissions', submission_id: long }))
    sizes.push(page.length);
  expect([sizes.length > 1, sizes.reduce((sum, size) => sum + size, 0)]).toEqual([true, many.length]);
});

test('reading ends when it is aborted', async () => {
  const source = { dynamodb: engines.clients.dynamodb, physicalNames };
  const pages = queryHistory(source, submission, {}, { signal: AbortSignal.abort(), onRead: () => {} });
  await expect(entriesOf(pages)).rejects.toMatchObject({ name: 'AbortError' });
});

// Last, since a reader of the entity meets it.
test('an entry that is not of its shape ends the read with an error that names it and no value', async () => {
  const item = itemOf(gradeAt(6));
  await writeItems(engines.clients.dynamodb, 'history', [{ ...item, event_time: { S: 'yesterday' } }]);
  await expect(entriesOf(reader.history(submission))).rejects.toThrow(
    /^Unreadable row in history, entity submissions#21070000000000777, entry grade#2026-03-02T06:00:00\.000Z#2#[0-9a-f]{16}#1: event_time: expected an instant in UTC with milliseconds\.$/,
  );
});
