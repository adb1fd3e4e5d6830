import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Item } from '../../../lambdas/consume-live-events/item.ts';
import { type Engines, startEngines } from '../../../scripts/local/engines/engines.ts';
import type { Page } from '../../../scripts/reader/query-rows.ts';
import { createReader, type Reader } from '../../../scripts/reader/reader.ts';
import { physicalNames, writeItems } from '../../support/dynamodb.ts';
import { itemOf } from '../../support/items.ts';
import { gradeChange, rowOf } from '../../support/messages.ts';
import { storeFixtures } from './stored-fixtures.ts';

/* Course 565 of the published grade_change, and a course of 250 students of our own. */
const course = '21070000000000565';
const largeCourse = '90000000000000007';

let engines: Engines;
let reader: Reader;
let read: number;

beforeAll(async () => {
  engines = await startEngines();
  await storeFixtures(engines.clients.dynamodb);
  await writeItems(engines.clients.dynamodb, 'submissions', Array.from({ length: 250 }, largeCourseItem));
});
afterAll(() => engines.stop());

beforeEach(() => {
  read = 0;
  reader = readerOf();
});

function readerOf(signal = new AbortController().signal, client = engines.clients.dynamodb): Reader {
  const onRead = (rows: number) => {
    read += rows;
  };
  return createReader({ dynamodb: client, physicalNames }, { signal, onRead });
}

function largeCourseItem(_: unknown, student: number): Item {
  const submission_id = String(90000000000001000n + BigInt(student));
  const event_time = new Date(Date.parse('2026-01-01T00:00:00.000Z') + student * 1000).toISOString();
  const event = gradeChange({ submission_id }, { event_time, context_id: largeCourse });
  return itemOf(rowOf(event));
}

async function rowsOf(pages: AsyncIterable<Page>) {
  const rows = [];
  for await (const page of pages) rows.push(...page);
  return rows;
}

const typesOf = async (pages: AsyncIterable<Page>) => (await rowsOf(pages)).map(({ type }) => type).sort();

describe('reading', () => {
  test('a submission gives all its facets', async () => {
    expect(await typesOf(reader.submission('100700000000005040'))).toEqual([
      'submissions-comment',
      'submissions-custom_status',
      'submissions-grade',
      'submissions-submission',
    ]);
  });

  test('a score gives its override', async () => {
    const [row] = await rowsOf(reader.score('21070000000000043'));
    expect(row).toMatchObject({ type: 'scores-override', current: { override_score: 90 } });
  });

  test('a course gives rows of all three tables', async () => {
    const types = await typesOf(reader.courseRows('100700000000000106'));
    expect(new Set(types)).toEqual(
      new Set([
        'submissions-grade',
        'submissions-submission',
        'submissions-comment',
        'submissions-custom_status',
        'scores-override',
        'scores-custom_status',
        'course-scores',
      ]),
    );
  });

  test.each([
    ['comment', 'submissions-comment'],
    ['override', 'scores-override'],
    ['course_score', 'course-scores'],
  ] as const)('a course by facet gives only its %ss', async (facet, type) => {
    const types = await typesOf(reader.courseRows('100700000000000106', { facet }));
    expect(new Set(types)).toEqual(new Set([type]));
  });

  test('a student and an assignment give the rows that name them', async () => {
    const [ofUser] = await rowsOf(reader.userRows('21070000000000048'));
    const [ofAssignment] = await rowsOf(reader.assignmentRows('21070000000000355'));
    expect(ofUser).toMatchObject({ submission_id: '21070000000011086' });
    expect(ofAssignment).toEqual(ofUser);
  });

  test('course scores gives those of a course, or of one student in it', async () => {
    const ofCourse = await rowsOf(reader.courseScores('100700000000000106'));
    const user = ofCourse[0]?.user_id ?? '';
    expect(ofCourse.length).toBeGreaterThan(1);
    expect(await rowsOf(reader.courseScores('100700000000000106', user))).toEqual([ofCourse[0]]);
    expect(await rowsOf(reader.courseScores('100700000000000106', '1'))).toEqual([]);
  });

  test('a large course comes in pages of at most 100 rows, each once, and tells how far it is', async () => {
    const pages = [];
    for await (const page of reader.courseRows(largeCourse)) pages.push(page);
    const ids = pages.flat().map((row) => ('submission_id' in row ? row.submission_id : ''));
    expect(Math.max(...pages.map(({ length }) => length))).toBe(100);
    expect(new Set(ids).size).toBe(250);
    expect(ids.length).toBe(250);
    expect(read).toBe(250);
  });

  test('since an instant gives what is not older', async () => {
    const since = '2026-01-01T00:04:05.000Z';
    const rows = await rowsOf(reader.courseRows(largeCourse, { since }));
    expect(rows.map((row) => row.event_time).sort()[0]).toBe(since);
    expect(rows.length).toBe(5);
  });

  test('ends when it is aborted', async () => {
    const abort = new AbortController();
    const pages = readerOf(abort.signal).courseRows(largeCourse);
    const readAll = async () => {
      for await (const page of pages) if (page.length > 0) abort.abort();
    };
    await expect(readAll()).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('does not begin when it is aborted before', async () => {
    const aborted = readerOf(AbortSignal.abort());
    for (const pages of [
      aborted.courseScores('100700000000000106'),
      aborted.courseScores('100700000000000106', '1'),
      aborted.changesSince('2000-01-01T00:00:00.000Z'),
    ]) {
      await expect(rowsOf(pages)).rejects.toMatchObject({ name: 'AbortError' });
    }
  });
});

describe('changes since an instant', () => {
  const since = '2024-03-14T00:00:00.000Z';

  test('are the same rows in one segment as in several', async () => {
    const keyOf = (row: object) => JSON.stringify(row);
    const [one, five] = [
      await rowsOf(reader.changesSince(since)),
      await rowsOf(reader.changesSince(since, { segments: 5 })),
    ];
    expect(one.length).toBeGreaterThan(250);
    expect(five.map(keyOf).sort()).toEqual(one.map(keyOf).sort());
    expect(one.every((row) => row.event_time >= since)).toBe(true);
  });

  test('can be of one facet', async () => {
    const types = await typesOf(reader.changesSince('2000-01-01T00:00:00.000Z', { facet: 'custom_status' }));
    expect(new Set(types)).toEqual(new Set(['submissions-custom_status', 'scores-custom_status']));
  });

  test('can be left in the middle of several segments', async () => {
    for await (const page of reader.changesSince(since, { segments: 5 })) if (page.length > 0) break;
    expect(read).toBeGreaterThan(0);
  });
});

describe('finding a submission by student and assignment', () => {
  test('gives its id', async () => {
    expect(await reader.findSubmission('21070000000000355', '21070000000000048')).toBe('21070000000011086');
  });

  test('gives nothing for another student, or another assignment', async () => {
    expect(await reader.findSubmission('21070000000000355', '1')).toBeUndefined();
    expect(await reader.findSubmission('1', '21070000000000048')).toBeUndefined();
    const ofAnother = '100700000000001105';
    expect(await rowsOf(reader.userRows(ofAnother))).not.toEqual([]);
    expect(await reader.findSubmission('21070000000000355', ofAnother)).toBeUndefined();
  });
});

describe('when DynamoDB', () => {
  type Reply = { output: { [name: string]: unknown } };

  /** A client whose answers to a command are changed on their way. */
  function disturbed(
    command: string,
    change: (output: Reply['output']) => void,
    request?: (input: never) => void,
  ) {
    const { dynamodb } = engines.clients;
    const stack = dynamodb.middlewareStack;
    const name = 'disturbance';
    stack.add(
      (next, context) => async (args) => {
        const isMeant = context['commandName'] === command;
        if (isMeant) request?.(args.input as never);
        const reply = (await next(args)) as unknown as Reply;
        if (isMeant) change(reply.output);
        return reply as never;
      },
      { step: 'initialize', name },
    );
    return () => stack.remove(name);
  }

  test('leaves keys unprocessed, they are asked for again until every row is there', async () => {
    const table = physicalNames.submissions;
    const asked: number[] = [];
    const restore = disturbed(
      'BatchGetItemCommand',
      (output) => {
        const items = (output['Responses'] as { [table: string]: Item[] })[table] ?? [];
        const left = items.splice(Math.ceil(items.length / 3));
        const keys = left.map(({ submission_id, facet }) => ({ submission_id, facet }));
        output['UnprocessedKeys'] = keys.length > 0 ? { [table]: { Keys: keys } } : {};
      },
      (input: { RequestItems: { [table: string]: { Keys: unknown[] } } }) =>
        asked.push(input.RequestItems[table]?.Keys.length ?? 0),
    );
    try {
      const rows = await rowsOf(reader.courseRows(largeCourse, { facet: 'grade' }));
      expect(rows.length).toBe(250);
      expect(asked.length).toBeGreaterThan(3);
    } finally {
      restore();
    }
  });

  test('has an index that is behind, a row of another course and one that is gone are left out', async () => {
    const restore = disturbed('QueryCommand', (output) => {
      (output['Items'] as Item[]).push(
        { submission_id: { S: '90000000000001000' }, facet: { S: 'grade' } },
        { submission_id: { S: '5' }, facet: { S: 'grade' } },
      );
    });
    try {
      const rows = await rowsOf(reader.courseRows(course, { facet: 'grade' }));
      expect(rows.map((row) => row.course_id)).toEqual([course]);
    } finally {
      restore();
    }
  });
});

// Last, since a reader of everything meets the row.
describe('a row that is not of its shape', () => {
  test('ends the read with an error that names it', async () => {
    const item = { ...largeCourseItem(null, 0), course_id: { S: '90000000000000008' }, revision: { S: 'x' } };
    await writeItems(engines.clients.dynamodb, 'submissions', [{ ...item, submission_id: { S: '77' } }]);
    await expect(rowsOf(reader.courseRows('90000000000000008'))).rejects.toThrow(
      'Unreadable row in submissions, submission_id 77, facet grade: revision: expected a number.',
    );
  });
});
