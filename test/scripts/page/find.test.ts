import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Listing, Stories } from '../../../scripts/page/answer.ts';
import { physicalNames } from '../../support/dynamodb.ts';
import { gradeChange, gradeOverride, liveEvent } from '../../support/messages.ts';
import { writeHistory } from './histories.ts';
import { awaitSnapshot } from './snapshot-stream.ts';
import { type StackPage, startStackPage } from './stack-page.ts';

/* The page of a stack: what the fixtures made, and a course of 450 grades, found by keys and indexes. */

let stack: StackPage;
beforeAll(async () => {
  stack = await startStackPage('2107');
});
afterAll(() => stack.stop());

const url = (path: string) => encodeURIComponent(`https://school.instructure.com/${path}`);
const list = async (query: string) => (await stack.find(query)) as Listing;
const readOn = (token: string | null) => fetch(new URL(`more?token=${token}`, stack.url));

describe('a submission', () => {
  test.each([
    ['its global id', 'submission=21070000000011086'],
    ['its local id, with the shard that was given', 'submission=11086'],
    ['shard and local id', 'submission=2107~11086'],
    ['its URL, whatever else was chosen', `course=${url('courses/565/assignments/355/submissions/48')}`],
  ])('is found by %s', async (_, query) => {
    const { kind, stories } = (await stack.find(query)) as Stories;

    expect([kind, stories.map(({ ids }) => ids)]).toEqual(['submission', [['21070000000011086']]]);
  });

  test('that no event told of is not found, and may be of another Canvas', async () => {
    expect(await stack.find('submission=424242')).toEqual({
      kind: 'submission',
      stories: [],
      hint: 'No event told of it yet, or it is of another Canvas.',
    });
  });
});

describe('a history', () => {
  const events = ['4', '5'].map((grade, i) =>
    gradeChange(
      { submission_id: '21070000000070001', grade },
      { event_time: `2026-03-0${i + 1}T10:00:00.000Z` },
    ),
  );
  const courseScore = liveEvent('course_grade_change', {
    course_id: '565',
    user_id: '48',
    current_score: 17.31,
  });
  const override = gradeOverride({ score_id: '70002' });

  beforeAll(() => writeHistory(stack.dynamodb, [...events.toReversed(), courseScore, override]));

  test.each([
    ['a submission', 'submission=2107~70001', ['4', '5']],
    ['a student in a course', 'course=565+48', ['current 17.31']],
    ['a score', 'score=70002', ['override 90']],
  ])('of %s is told, the oldest first', async (_, query, told) => {
    const { stories } = (await stack.find(query)) as Stories;

    expect(stories.map(({ steps }) => steps.map(({ now }) => now.main))).toEqual([told]);
    expect(stories.map(({ whyNoSteps }) => whyNoSteps)).toEqual([null]);
  });

  test('is told where the rows have expired', async () => {
    const { stories } = (await stack.find('submission=70001')) as Stories;

    expect(stories.map(({ facets }) => facets)).toEqual([[]]);
  });

  test('that has nothing is no reason not to show the rows, and says why', async () => {
    const { stories } = (await stack.find('submission=90007')) as Stories;

    expect(stories.map(({ steps, whyNoSteps }) => [steps, whyNoSteps])).toEqual([
      [[], 'The history has nothing of it: it was switched on later, or has expired.'],
    ]);
    expect(stories[0]?.facets.length).toBeGreaterThan(0);
  });
});

describe('a list', () => {
  test.each([
    ['course', 'course=565', '21070000000000565'],
    ['course', `submission=${url('courses/565/gradebook')}`, '21070000000000565'],
    ['student', 'student=48', '21070000000000048'],
    ['student', `submission=${url('courses/565/users/48')}`, '21070000000000048'],
    ['assignment', 'assignment=355', '21070000000000355'],
    ['assignment', `course=${url('courses/565/assignments/355')}`, '21070000000000355'],
  ])('of a %s is found by %s', async (kind, query, id) => {
    const found = await list(query);

    expect(found).toMatchObject({ kind, ids: [id], more: null });
    expect(found.rows.length).toBeGreaterThan(0);
    expect(found.read).toBe(found.rows.length);
  });

  test('is of one facet when that is asked', async () => {
    const { rows: all } = await list('course=565');
    const { rows: grades } = await list('course=565&facet=grade');

    expect(grades).toEqual(all.filter(({ facet }) => facet === 'grade'));
    expect(all.length).toBeGreaterThan(grades.length);
    expect(grades.length).toBeGreaterThan(0);
  });

  test('comes in parts, each row once, as long as somebody reads on', async () => {
    const first = await list('course=777');
    const second = (await (await readOn(first.more)).json()) as Listing;
    const third = (await (await readOn(second.more)).json()) as Listing;

    const parts = [first, second, third];
    expect(parts.map(({ rows, read, more }) => [rows.length, read, more === null])).toEqual([
      [200, 200, false],
      [200, 400, false],
      [50, 450, true],
    ]);
    expect(new Set(parts.flatMap(({ rows }) => rows.map(({ id }) => id))).size).toBe(450);
  });

  test('gives no part twice, since the list has continued without it', async () => {
    const { more } = await list('course=777');
    await readOn(more);

    expect((await readOn(more)).status).toBe(410);
  });

  test('that is one of too many open ones is closed, the oldest first', async () => {
    const tokens: (string | null)[] = [];
    for (let i = 0; i < 21; i += 1) tokens.push((await list('course=777')).more);

    expect((await readOn(tokens[0] ?? null)).status).toBe(410);
    expect((await readOn(tokens[1] ?? null)).status).toBe(200);
  });

  test.each([
    ['rare', 3],
    ['RARE graded', 3],
    ['rare excused', 0],
    ['21070000000090007', 1],
  ])('holds of all rows those that show "%s"', async (filter, count) => {
    const { rows, read, more } = await list(`course=777&filter=${encodeURIComponent(filter)}`);

    expect([rows.length, read, more]).toEqual([count, 450, null]);
  });

  test.each([
    ['visibility=hidden', 5],
    ['visibility=hidden&filter=rare', 0],
    ['since=2026-03-03', 10],
    ['since=2026-03-03&visibility=hidden', 0],
    ['since=2026-03-04', 0],
    ['status=excused', 0],
    ['status=graded&visibility=hidden', 5],
  ])('holds of all rows those of %s', async (narrowed, count) => {
    const { rows, read, more } = await list(`course=777&${narrowed}`);

    expect([rows.length, read, more]).toEqual([count, 450, null]);
  });

  test('has the rows of a status', async () => {
    const { rows } = await list('student=300&status=graded&filter=rare');

    expect(rows.map(({ status }) => status)).toEqual(['graded', 'graded', 'graded']);
  });
});

test('nothing is found by reading a table whole', async () => {
  await stack.find('submission=11086');
  await list('course=777&filter=rare');
  await awaitSnapshot(stack.url, ({ queues }) => queues !== null);

  expect(stack.countScans()).toBe(0);
});

test('queues are counted, and no dead letter is received for it', async () => {
  for (const QueueUrl of [stack.queueUrl, stack.deadLetterQueueUrl, stack.deadLetterQueueUrl]) {
    await stack.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }));
  }

  const { queues, run, problem } = await awaitSnapshot(stack.url, (one) => one.queues?.deadLetters === 2);
  const letter = await fetch(new URL('letter?id=1', stack.url));

  expect({ queues, run, problem }).toEqual({
    queues: { waiting: 1, inFlight: 0, deadLetters: 2 },
    run: null,
    problem: null,
  });
  expect([letter.status, await letter.json()]).toEqual([404, { message: 'There is nothing here.' }]);
});

describe('another stack', () => {
  let other: StackPage;
  beforeAll(async () => {
    other = await startStackPage('');
  });
  afterAll(() => other.stop());

  test('whose events name no shard: a local id is looked for as it is, with advice', async () => {
    expect(await other.find('submission=11086')).toMatchObject({
      stories: [],
      hint: expect.stringContaining('2107~11086'),
    });
  });

  test('whose history cannot be read: that is told, and the rows are shown', async () => {
    await other.dynamodb.send(new DeleteTableCommand({ TableName: physicalNames.history }));

    expect(await other.find('submission=2107~11086')).toMatchObject({
      stories: [
        {
          ids: ['21070000000011086'],
          steps: [],
          whyNoSteps: expect.stringMatching(/^The history could not be read\. /),
        },
      ],
    });
  });

  test('with a table that cannot be read: that is told in words for people', async () => {
    await other.dynamodb.send(new DeleteTableCommand({ TableName: physicalNames.submissions }));

    expect(await other.find('submission=2107~11086')).toEqual({
      message: expect.stringMatching(/^AWS refused: ResourceNotFoundException/),
    });
  });
});
