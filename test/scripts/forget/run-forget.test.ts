import { DynamoDBClient, ScanCommand, type ServiceInputTypes } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Delta } from '../../../lambdas/consume-live-events/domain/merge.ts';
import { tableNames, tables } from '../../../lambdas/consume-live-events/domain/tables.ts';
import type { Item } from '../../../lambdas/consume-live-events/item.ts';
import { mergeRows } from '../../../lambdas/consume-live-events/merge-rows.ts';
import type { RowStore } from '../../../lambdas/consume-live-events/row-store.ts';
import { deleteRows } from '../../../scripts/forget/delete-rows.ts';
import { findRows } from '../../../scripts/forget/find-rows.ts';
import { type Console, runForget } from '../../../scripts/forget/run-forget.ts';
import { type Engines, startEngines } from '../../../scripts/local/engines/engines.ts';
import type { System } from '../../../scripts/system/connect.ts';
import { credentials, region } from '../../../scripts/system/endpoints.ts';
import { forgottenTable, openRowStore, physicalNames } from '../../support/dynamodb.ts';
import { deltaOf, gradeChange, liveEvent } from '../../support/messages.ts';
import { createSystem, putRow, remainingKeys } from './tables.ts';

const shard = '2107000000000000';
const jo = '21070000000000300';
const kim = '21070000000000301';
const teacher = '21070000000000987';

let engines: Engines;
let system: System;

beforeEach(async () => {
  engines = await startEngines();
  system = await createSystem(engines);
});
afterEach(() => engines.stop());

/** Two students with the same kinds of rows, in one course; the teacher has commented and graded. */
async function putStudents(): Promise<void> {
  const { dynamodb } = system;
  for (const [user_id, submissions] of [
    [jo, ['1', '2']],
    [kim, ['3']],
  ] as const) {
    for (const submission_id of submissions) {
      await putRow(
        dynamodb,
        'submissions',
        { submission_id, facet: 'grade', user_id },
        { grader_id: teacher },
      );
      await putRow(dynamodb, 'submissions', { submission_id, facet: 'submission', user_id });
      await putRow(dynamodb, 'submissions', { submission_id, facet: 'comment#8' }, { author_id: teacher });
      await putRow(dynamodb, 'submissions', { submission_id, facet: 'comment#9' }, { author_id: jo });
    }
    const score_id = `4${user_id}`;
    await putRow(dynamodb, 'scores', { score_id, facet: 'override', user_id });
    await putRow(dynamodb, 'scores', { score_id, facet: 'custom_status', user_id });
    await putRow(dynamodb, 'course-scores', { course_id: '5', user_id });
  }
}

const ofKim = ['3 comment#8', '3 comment#9', '3 grade', '3 submission'].concat(
  [`4${kim} custom_status`, `4${kim} override`],
  [`5 ${kim}`],
);

async function forget(
  options: Partial<Parameters<typeof runForget>[1]>,
  console: Partial<Console> = {},
  on: System = system,
) {
  const printed: string[] = [];
  const isGone = await runForget(
    on,
    { userId: jo, mode: 'delete', scan: false, ...options },
    {
      print: (text) => printed.push(text),
      update: () => {},
      confirm: () => Promise.reject(new Error('nobody is there')),
      wait: async () => {},
      signal: new AbortController().signal,
      ...console,
    },
  );
  return { isGone, printed: printed.join('\n') };
}

describe('runForget', () => {
  test('deletes every row of the student, comments on the student’s submissions too, and no other', async () => {
    await putStudents();

    const { isGone, printed } = await forget({});

    expect(isGone).toBe(true);
    expect(printed).toContain('Rows deleted: 11.');
    expect(printed).toContain('npm run dead-letters -- list --stack canvas-grade-state-prod');
    expect(await remainingKeys(system.dynamodb)).toEqual(ofKim);
  });

  test('finds rows in every table that there is', async () => {
    for (const table of tableNames) {
      const { partitionKey, sortKey } = tables[table];
      await putRow(system.dynamodb, table, { [partitionKey]: '1', [sortKey]: '2', user_id: jo });
    }

    const { rows } = await findRows(system, jo, { signal: new AbortController().signal });

    expect(rows.map(({ table }) => table)).toEqual(tableNames);
  });

  test('deletes all that the history keeps of the student, of rows that are gone too, and nothing of others', async () => {
    const { dynamodb } = system;
    const store = openRowStore(dynamodb, physicalNames, {
      history: { tableName: physicalNames.history, days: undefined },
    });
    for (const [submission_id, user_id] of [
      ['1', jo],
      ['2', jo],
      ['3', kim],
    ]) {
      const comment = { submission_id, submission_comment_id: '8', user_id: teacher };
      await mergeRows(
        [
          deltaOf(gradeChange({ submission_id, user_id, student_id: user_id })),
          deltaOf(liveEvent('submission_comment_created', comment)),
        ],
        store,
        new AbortController().signal,
      );
    }
    await deleteRows(
      system,
      jo,
      [`comment#${shard}8`, 'grade'].map((facet) => ({
        table: 'submissions' as const,
        key: { submission_id: { S: `${shard}2` }, facet: { S: facet } },
        namesUser: true,
      })),
      () => {},
      new AbortController().signal,
    );

    const { printed } = await forget({});

    expect(printed).toMatch(/history +4$/m);
    expect(await remainingKeys(dynamodb)).toEqual([
      `${shard}3 comment#${shard}8`,
      `${shard}3 grade`,
      expect.stringContaining(`submissions#${shard}3 comment#${shard}8#`),
      expect.stringContaining(`submissions#${shard}3 grade#`),
    ]);
  });

  test('only counts in a dry run, by table and facet', async () => {
    await putStudents();

    const { isGone, printed } = await forget({ mode: 'dry run' });

    expect(isGone).toBe(true);
    expect(printed).toMatch(/submissions, grade +2\n/);
    expect(printed).toMatch(/submissions, comment +4\n/);
    expect(printed).toMatch(/scores, override +1\n/);
    expect(printed).toMatch(/course-scores +1\n/);
    expect(printed).toMatch(/in all +11 {2}of 2 submissions\n/);
    expect(await remainingKeys(system.dynamodb)).toHaveLength(18);
    expect(await forgottenItems()).toEqual([]);
  });

  test('says what it does not reach', async () => {
    const { printed } = await forget({});

    for (const text of ['35 days', 'dead-letter queue', 'later event', '--scan'])
      expect(printed).toContain(text);
  });

  test('reads every page of an index and of a submission: none of the student’s rows is on a later one', async () => {
    await putStudents();
    for (const number of [1, 2, 3]) {
      const user_id = jo;
      await putRow(system.dynamodb, 'scores', { score_id: `7${number}`, facet: 'override', user_id });
      await putRow(system.dynamodb, 'course-scores', { course_id: `8${number}`, user_id });
    }

    const { printed } = await forget({}, {}, inPagesOfOne());

    expect(printed).toContain('Rows deleted: 17.');
    expect(await remainingKeys(system.dynamodb)).toEqual(ofKim);
  });

  test('reads tables consistently, so that no row that was just written is missed', async () => {
    await putStudents();
    const reads: string[] = [];
    const recording = watching((name, input) => {
      const isRead = name === 'QueryCommand' || name === 'GetItemCommand';
      const { ConsistentRead, IndexName } = input as { ConsistentRead?: boolean; IndexName?: string };
      if (isRead && IndexName === undefined) reads.push(`${name}, consistent: ${ConsistentRead}`);
    });

    await forget({ mode: 'dry run' }, {}, recording);

    // Two submissions; two facets of a score and a course score.
    expect(reads.sort()).toEqual([
      ...Array.from({ length: 3 }, () => 'GetItemCommand, consistent: true'),
      // The rows of each, and what the history keeps of it.
      ...Array.from({ length: 4 }, () => 'QueryCommand, consistent: true'),
    ]);
  });

  test('deletes nothing when the answer is no', async () => {
    await putStudents();

    const { isGone } = await forget({ mode: 'ask' }, { confirm: async () => false });

    expect(isGone).toBe(false);
    expect(await remainingKeys(system.dynamodb)).toHaveLength(18);
    expect(await forgottenItems()).toEqual([]);
  });

  test('deletes when the answer is yes, and can be run again', async () => {
    await putStudents();
    const questions: string[] = [];
    const confirm = async (question: string) => questions.push(question) > 0;

    await forget({ mode: 'ask' }, { confirm });
    await forget({ mode: 'ask' }, { confirm });

    expect(questions).toEqual([
      'Delete all of these (11)? Type yes: ',
      'Keep whatever is older than this from making rows of this user? Type yes: ',
    ]);
    expect(await remainingKeys(system.dynamodb)).toEqual(ofKim);
  });

  test('resumes where it stopped, wherever that was', async () => {
    for (let stopsAt = 1; stopsAt <= 11; stopsAt += 1) {
      await putStudents();
      const expiring = doingBefore('DeleteItem', async (deletion) => {
        if (deletion >= stopsAt) throw Object.assign(new Error(), { name: 'ExpiredTokenException' });
      });

      await expect(forget({}, {}, expiring)).rejects.toThrow(
        /credentials are not valid any more.*\nRun the same/,
      );
      await forget({});

      expect(await remainingKeys(system.dynamodb)).toEqual(ofKim);
    }
  });

  test('says how far it came when it was cut off', async () => {
    await putStudents();
    const interruption = new AbortController();
    const update = (detail: string) => void (detail.startsWith('deleting') && interruption.abort());

    const cutOff = forget({}, { update, signal: interruption.signal });

    await expect(cutOff).rejects.toThrow(
      /^Stopped: rows deleted: \d+ of 11\. Interrupted\.\nRun the same command/,
    );
  });

  test('deletes a comment that a consumer writes at the same time', async () => {
    await putStudents();
    const withConsumer = doingBefore('DeleteItem', async (deletion) => {
      if (deletion === 11)
        await putRow(system.dynamodb, 'submissions', { submission_id: '1', facet: 'comment#7' });
    });

    await forget({}, {}, withConsumer);

    expect(await remainingKeys(system.dynamodb)).toEqual(ofKim);
  });

  test('gives up while new events of the student keep coming', async () => {
    await putStudents();
    const withConsumer = doingBefore('DeleteItem', (deletion) =>
      putRow(system.dynamodb, 'course-scores', { course_id: `6${deletion}`, user_id: jo }),
    );

    await expect(forget({}, {}, withConsumer)).rejects.toThrow(
      /^Rows that came into being meanwhile: 11\. Canvas is still/,
    );
  });

  test('keeps rows of the same submissions that name another user, and counts them', async () => {
    await putStudents();
    await putRow(system.dynamodb, 'submissions', {
      submission_id: '1',
      facet: 'custom_status',
      user_id: kim,
    });

    const { printed } = await forget({});

    expect(printed).toContain('1 rows of these submissions name another user');
    expect(await remainingKeys(system.dynamodb)).toEqual(['1 custom_status', ...ofKim]);
  });

  test('keeps the comments on a submission that has come to name another user since its index was read', async () => {
    await putStudents();
    const putOfKim = (facet: string) =>
      putRow(system.dynamodb, 'submissions', { submission_id: '1', facet, user_id: kim });
    let merge: Promise<unknown> | undefined;
    const merging = doingBefore('Query', async (query) => {
      if (query === 1) return;
      merge ??= Promise.all([putOfKim('grade'), putOfKim('submission')]);
      await merge;
    });

    await forget({}, {}, merging);

    expect((await remainingKeys(system.dynamodb)).filter((key) => key.startsWith('1 '))).toEqual([
      '1 comment#8',
      '1 comment#9',
      '1 grade',
      '1 submission',
    ]);
  });

  test('lists where the user is author or grader on others’ submissions, and keeps those rows', async () => {
    await putStudents();

    const student = await forget({ scan: true });
    const grader = await forget({ userId: teacher, scan: true });

    expect(student.printed).toContain('author of 1 comments, grader of 0 grades');
    expect(student.printed).toContain('author  submission 3  comment#9');
    expect(grader.printed).toContain('author of 1 comments, grader of 1 grades');
    expect(await remainingKeys(system.dynamodb)).toEqual(ofKim);
  });

  test('lists these from every page of the table', async () => {
    await putStudents();

    const { printed } = await forget({ userId: teacher, scan: true }, {}, inPagesOfOne());

    expect(printed).toContain('author of 3 comments, grader of 3 grades');
  });
});

describe('a student who was forgotten', () => {
  /** Reads as the consumer does, whose list is as old as it may get. */
  const events = () => ({
    grade: deltaOf(gradeChange({ submission_id: '1', user_id: jo, student_id: jo })),
    comment: deltaOf(
      liveEvent('submission_comment_created', {
        submission_comment_id: '7',
        submission_id: '2',
        user_id: teacher,
      }),
    ),
  });
  const consume = async (store: RowStore, ...deltas: Delta[]) => {
    const merges = await mergeRows(deltas, store, new AbortController().signal);
    return merges.map(({ result }) => (result.kind === 'merged' ? result.changes : result));
  };

  test('does not come back by copies that were in the queue or are redriven', async () => {
    await putStudents();
    await forget({});
    const { grade, comment } = events();
    const onKnown = { ...comment, row: { ...comment.row, key: { ...comment.row.key, submission_id: '2' } } };
    expect(await consume(openRowStore(system.dynamodb), grade, onKnown)).toEqual([['stale'], ['stale']]);
    expect(await remainingKeys(system.dynamodb)).toEqual(ofKim);
  });

  test('is a new person to the tables when Canvas sends what happened later', async () => {
    await putStudents();
    await forget({});
    const event_time = new Date(Date.now() + 1000).toISOString();
    const later = deltaOf(gradeChange({ user_id: jo, student_id: jo }, { event_time }));
    expect(await consume(openRowStore(system.dynamodb), later)).toEqual([['applied']]);
  });

  test('is entered first, and deleted when no consumer can still have an older list', async () => {
    await putStudents();
    const done: string[] = [];
    const recording = watching((name) => void (/^(Update|Delete)/.test(name) && done.push(name)));
    await forget({}, { wait: async (seconds) => void done.push(`wait ${seconds} s`) }, recording);
    expect(done.slice(0, 4)).toEqual([
      'UpdateItemCommand',
      'UpdateItemCommand',
      'wait 125 s',
      'DeleteItemCommand',
    ]);
  });

  test('is not brought back by a consumer that did not know yet', async () => {
    await putStudents();
    const store = openRowStore(system.dynamodb);
    await store.loadForgotten(new AbortController().signal);
    const wait = async () => void (await consume(store, events().grade));
    await forget({}, { wait });
    expect(await remainingKeys(system.dynamodb)).toEqual(ofKim);
  });

  test('nor by a comment on a submission whose rows came meanwhile', async () => {
    await putStudents();
    const waits: number[] = [];
    const wait = async (seconds: number) => {
      if (waits.push(seconds) === 1)
        await putRow(system.dynamodb, 'submissions', {
          submission_id: '21070000000000002',
          facet: 'grade',
          user_id: jo,
        });
    };
    await forget({}, { wait });
    expect(waits).toEqual([125, 125]);
    expect(await consume(openRowStore(system.dynamodb), events().comment)).toEqual([['stale']]);
    expect(await remainingKeys(system.dynamodb)).toEqual(ofKim);
  });

  test('who has no rows is entered all the same', async () => {
    await forget({});
    expect(await forgottenItems()).toHaveLength(2);
  });

  test('again is forgotten as of the later time, with the submissions of both', async () => {
    await putStudents();
    await forget({});
    const before = await entryOfJo();
    await putRow(system.dynamodb, 'submissions', { submission_id: '9', facet: 'grade', user_id: jo });
    await forget({});
    const after = await entryOfJo();
    expect(after?.['submission_hashes']?.SS).toEqual(
      expect.arrayContaining(before?.['submission_hashes']?.SS ?? ['none']),
    );
    expect(after?.['submission_hashes']?.SS).toHaveLength(3);
    expect(String(after?.['forgotten_at']?.S) > String(before?.['forgotten_at']?.S)).toBe(true);
  });

  test('of a stack that is too old to remember it is refused, and nothing is deleted', async () => {
    await putStudents();
    await expect(forget({}, {}, { ...system, forgottenTable: undefined })).rejects.toThrow(
      /no output ForgottenTableName\. Deploy this version first/,
    );
    expect(await remainingKeys(system.dynamodb)).toHaveLength(18);
  });
});

test('deleteRows keeps a row that names another user since it was found', async () => {
  await putStudents();
  const { signal } = new AbortController();
  const { rows } = await findRows(system, jo, { signal });
  await putRow(system.dynamodb, 'submissions', { submission_id: '1', facet: 'grade', user_id: kim });

  await deleteRows(system, jo, rows, () => {}, signal);

  expect(await remainingKeys(system.dynamodb)).toEqual(['1 grade', ...ofKim]);
});

async function entryOfJo(): Promise<Item | undefined> {
  return (await forgottenItems()).find((item) => item['forgotten_at'] !== undefined);
}

async function forgottenItems(): Promise<Item[]> {
  const { Items = [] } = await system.dynamodb.send(new ScanCommand({ TableName: forgottenTable }));
  return Items;
}

/** A system whose client does something before each request of a kind, which are counted from 1. */
function doingBefore(command: 'Query' | 'DeleteItem', work: (count: number) => Promise<void>): System {
  let count = 0;
  return watching(async (name) => {
    if (name !== `${command}Command`) return;
    count += 1;
    await work(count);
  });
}

/** A system whose tables and indexes give a row at a time. */
function inPagesOfOne(): System {
  return watching((name, input) => {
    if (name === 'QueryCommand' || name === 'ScanCommand') Object.assign(input, { Limit: 1 });
  });
}

/** A system whose client shows each request to someone before it is sent, who may change it. */
function watching(look: (command: string, input: ServiceInputTypes) => void | Promise<void>): System {
  const client = new DynamoDBClient({ endpoint: engines.endpoints.dynamodb, region, credentials });
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        await look(commandName, args.input);
        return next(args);
      },
    { step: 'initialize' },
  );
  return { ...system, dynamodb: client };
}
