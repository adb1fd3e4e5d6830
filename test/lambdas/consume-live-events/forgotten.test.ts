import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Delta, fold, type Row } from '../../../lambdas/consume-live-events/domain/merge.ts';
import { hashOf, type IsForgotten } from '../../../lambdas/consume-live-events/forgotten.ts';
import type { Item } from '../../../lambdas/consume-live-events/item.ts';
import { mergeRows } from '../../../lambdas/consume-live-events/merge-rows.ts';
import { fromItem } from '../../../lambdas/consume-live-events/row-item.ts';
import type { RowStore } from '../../../lambdas/consume-live-events/row-store.ts';
import { rememberForgotten } from '../../../scripts/forget/remember-forgotten.ts';
import { type Engines, startEngines } from '../../../scripts/local/engines/engines.ts';
import type { System } from '../../../scripts/system/connect.ts';
import { createSystem } from '../../scripts/forget/tables.ts';
import { countCommands, openRowStore, physicalNames } from '../../support/dynamodb.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { deltaOf, gradeChange, gradeOverride, liveEvent, submissionUpdated } from '../../support/messages.ts';

const { signal } = new AbortController();
const jo = '21070000000000300';
const kim = '21070000000000301';
const [ofJo, ofKim] = ['21070000000000100', '21070000000000101'];
const forgottenAt = new Date('2026-03-02T10:00:00.000Z');

let engines: Engines;
let system: System;
let counts: Map<string, number>;
beforeAll(async () => {
  engines = await startEngines();
  system = await createSystem(engines);
  counts = countCommands(engines.clients.dynamodb);
  await rememberForgotten(system, kim, [], new Date('2025-01-01T00:00:00.000Z'));
  await rememberForgotten(system, jo, [ofJo], forgottenAt);
});
afterAll(() => engines.stop());
beforeEach(() => counts.clear());

const changesOf = async (delta: Delta, store: RowStore): Promise<unknown> => {
  const [merge] = await mergeRows([delta], store, signal);
  return merge?.result.kind === 'merged' ? merge.result.changes : merge?.result;
};

/** An event of each kind of row, at a time, of a student and a submission. */
const events: [string, (at: string, user: string, submission: string) => object][] = [
  ['a grade', (at, user, submission) => gradeChange(onSubmission(user, submission), { event_time: at })],
  [
    'a submission',
    (at, user, submission) => submissionUpdated(onSubmission(user, submission), { event_time: at }),
  ],
  [
    'a comment, which names no student,',
    (at, _, submission) =>
      liveEvent(
        'submission_comment_created',
        { submission_comment_id: '7', submission_id: submission, user_id: '987' },
        { event_time: at },
      ),
  ],
  [
    'an override',
    (at, user) => gradeOverride({ score_id: user, user_id: user, course_id: '565' }, { event_time: at }),
  ],
  [
    'a course score, whose key has the student,',
    (at, user) =>
      liveEvent(
        'course_grade_change',
        { user_id: user, course_id: '565', current_score: 90 },
        { event_time: at },
      ),
  ],
];

function onSubmission(user: string, submission_id: string) {
  return { submission_id, user_id: user, student_id: user };
}

describe.each(events)('%s of a student who was forgotten', (_, eventOf) => {
  const before = '2026-03-02T10:00:00.000Z';
  const after = '2026-03-02T10:00:00.001Z';

  test('makes no row when it is not newer, and makes one when it is', async () => {
    const store = openRowStore(system.dynamodb);
    expect(await changesOf(deltaOf(eventOf(before, jo, ofJo)), store)).toEqual(['stale']);
    expect(await store.load([deltaOf(eventOf(before, jo, ofJo)).row], signal)).toEqual([]);
    expect(await changesOf(deltaOf(eventOf(after, jo, ofJo)), store)).toEqual(['applied']);
  });

  test('takes nothing from another student', async () => {
    const store = openRowStore(system.dynamodb);
    expect(await changesOf(deltaOf(eventOf(before, kim, ofKim)), store)).toEqual(['applied']);
  });
});

test('the table holds no id', async () => {
  const store = openRowStore(system.dynamodb);
  expect((await store.loadForgotten(signal))(deltaOf(gradeChange()).row)).toBe(true);
  const { Items = [] } = await system.dynamodb.send(new ScanCommand({ TableName: system.forgottenTable }));
  expect(Items).toHaveLength(3);
  for (const id of [jo, kim, ofJo]) expect(JSON.stringify(Items)).not.toContain(id);
});

test('the same id has another hash under another salt', () => {
  expect(hashOf('a', 'user', jo)).not.toBe(hashOf('b', 'user', jo));
});

describe('the list of those who were forgotten', () => {
  test('is read once a minute, not once a batch, and beside the rows', async () => {
    let now = Date.parse('2026-03-02T10:00:00Z');
    const store = openRowStore(system.dynamodb, physicalNames, { now: () => new Date(now) });
    const scansAfter = async (seconds: number) => {
      now += seconds * 1000;
      await mergeRows([deltaOf(gradeChange())], store, signal);
      return counts.get('ScanCommand');
    };
    expect(await scansAfter(0)).toBe(1);
    expect(await scansAfter(59)).toBe(1);
    expect(await scansAfter(1)).toBe(2);
    // A clock that was set back.
    expect(await scansAfter(-1)).toBe(3);
  });

  test('that cannot be read saves nothing and loses nothing: every message fails', async () => {
    const store = openRowStore(system.dynamodb, physicalNames, { forgottenTable: 'no-such-table' });
    const delta = deltaOf(gradeChange({ ...onSubmission(kim, '21070000000000999') }));
    expect(await changesOf(delta, store)).toMatchObject({ kind: 'failed' });
    expect(await openRowStore(system.dynamodb).load([delta.row], signal)).toEqual([]);
  });

  test('is read again after it could not be', async () => {
    const store = openRowStore(system.dynamodb);
    await expect(store.loadForgotten(AbortSignal.abort())).rejects.toThrow();
    expect((await store.loadForgotten(signal))(deltaOf(gradeChange()).row)).toBe(true);
  });
});

test('in any order and any batches, rows are those of what is newer than the forgetting', async () => {
  const times = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(
      times,
      fc.array(fc.nat()),
      fc.integer({ min: 1, max: 4 }),
      async (seconds, keys, size) => {
        const deltas = seconds.map((second, index) =>
          deltaOf(
            gradeChange(
              { score: index, old_score: index - 1 },
              { event_time: `2026-03-02T10:00:${String(second).padStart(2, '0')}.000Z` },
            ),
          ),
        );
        const items = new Map<string, Item>();
        const isForgotten: IsForgotten = ({ current }) => current.eventTime <= '2026-03-02T10:00:10.000Z';
        const store = {
          ...createMemoryStore(items, async () => {}),
          loadForgotten: async () => isForgotten,
        };
        const shuffled = deltas
          .map((delta, index) => ({ delta, key: keys[index] ?? 0 }))
          .toSorted((a, b) => a.key - b.key);
        for (let from = 0; from < shuffled.length; from += size) {
          const batch = shuffled.slice(from, from + size).map(({ delta }) => delta);
          await mergeRows(batch, store, signal);
        }
        const [first, ...others] = deltas.filter(({ row }) => !isForgotten(row));
        const expected: Row[] = first === undefined ? [] : [fold(undefined, [first, ...others]).row];
        expect([...items.values()].map((item) => fromItem('submissions', item).row)).toEqual(expected);
      },
    ),
  );
});
