import { describe, expect, test } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import fc from 'fast-check';
import { rebuildRows } from '../../../faults/rebuild-rows.ts';
import { compareRows } from '../../../faults/verdict.ts';
import { join, type Row } from '../../../lambdas/consume-live-events/domain/merge.ts';
import { tableNames } from '../../../lambdas/consume-live-events/domain/tables.ts';
import type { Item } from '../../../lambdas/consume-live-events/item.ts';
import { type Dependencies, processBatch } from '../../../lambdas/consume-live-events/process-batch.ts';
import { fromItem } from '../../../lambdas/consume-live-events/row-item.ts';
import type { RowStore } from '../../../lambdas/consume-live-events/row-store.ts';
import { toRows } from '../../../scripts/local/read-rows.ts';
import { messageBodies } from '../../support/event-arbitraries.ts';
import { createMemoryStore, type Turn } from '../../support/memory-store.ts';
import { acceptAny, gradeChange } from '../../support/messages.ts';
import { sqsRecord } from '../../support/records.ts';

const { signal } = new AbortController();

function dependencies(items: Map<string, Item>, turn: Turn): Dependencies {
  return {
    policy: acceptAny,
    store: createMemoryStore(items, turn),
    sendDeadLetter: () => Promise.reject(new Error('no message of this test is rejected')),
    report: () => undefined,
  };
}

/** Consumes batches one after the other, as one poller does; what failed is delivered again. */
async function consume(batches: readonly SQSRecord[][], deps: Dependencies): Promise<void> {
  for (const batch of batches) {
    let pending = batch;
    while (pending.length > 0) {
      const { batchItemFailures } = await processBatch(pending, deps, signal);
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      pending = pending.filter(({ messageId }) => failed.has(messageId));
    }
  }
}

/** Rows without what may depend on arrival. */
const rowsOf = (items: Map<string, Item>) =>
  Object.fromEntries([...items].map(([id, { revision: _, written_at: __, ...row }]) => [id, row]));

/** Messages, copies among them, dealt out to consumers in batches. */
const deals = fc
  .array(messageBodies, { minLength: 1, maxLength: 10 })
  .chain((bodies) => fc.tuple(fc.constant(bodies), fc.array(fc.constantFrom(...bodies), { maxLength: 4 })))
  .chain(([bodies, copies]) =>
    fc.record({
      bodies: fc.constant(bodies),
      hands: fc.array(fc.tuple(fc.nat(3), fc.nat(1)), {
        minLength: bodies.length + copies.length,
        maxLength: bodies.length + copies.length,
      }),
      delivered: fc.shuffledSubarray([...bodies, ...copies], { minLength: bodies.length + copies.length }),
    }),
  );

describe('concurrent consumers', () => {
  test('leave the rows that one consumer would, however they interleave, with old reads and copies', async () => {
    await fc.assert(
      fc.asyncProperty(deals, fc.scheduler(), async ({ bodies, hands, delivered }, scheduler) => {
        const expected = new Map<string, Item>();
        await consume(
          [bodies.map((body) => sqsRecord(body))],
          dependencies(expected, () => Promise.resolve()),
        );

        const items = new Map<string, Item>();
        const turn: Turn = async (what) => {
          await scheduler.schedule(Promise.resolve(), what);
        };
        const consumers = [0, 1, 2, 3].map((consumer) => {
          const batches = [0, 1].map((batch) =>
            delivered.filter((_, index) => hands[index]?.[0] === consumer && hands[index]?.[1] === batch),
          );
          return consume(
            batches.map((batch) => batch.map((body) => sqsRecord(body))),
            dependencies(items, turn),
          );
        });
        await scheduler.waitFor(Promise.all(consumers));

        expect(rowsOf(items)).toEqual(rowsOf(expected));
      }),
      { numRuns: 150 },
    );
  });
});

describe('a row that is deleted while consumers work', () => {
  test('never loses what was saved after the deletion', async () => {
    const graded = fc.nat(9).map((second) => {
      const event = gradeChange({ score: second }, { event_time: `2026-03-02T10:00:0${second}.000Z` });
      return [sqsRecord(event)];
    });
    const hands = fc.array(fc.array(graded, { maxLength: 4 }), { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(hands, fc.nat(3), fc.scheduler(), async (batches, deletions, scheduler) => {
        const items = new Map<string, Item>();
        const turn: Turn = async (what) => {
          await scheduler.schedule(Promise.resolve(), what);
        };
        let saved: Row[] = [];
        const deps = dependencies(items, turn);
        const save: RowStore['save'] = async (row, ...rest) => {
          const isSaved = await deps.store.save(row, ...rest);
          if (isSaved) saved.push(row);
          return isSaved;
        };
        const deleteAll = async () => {
          for (let deletion = 0; deletion < deletions; deletion += 1) {
            await turn('delete');
            items.clear();
            saved = [];
          }
        };
        const consumers = batches.map((hand) => consume(hand, { ...deps, store: { ...deps.store, save } }));
        await scheduler.waitFor(Promise.all([...consumers, deleteAll()]));

        const [held] = [...items.values()].map((item) => fromItem('submissions', item).row);
        for (const row of saved) expect(held && join(held, row)).toBe(held);
        expect(held === undefined).toBe(saved.length === 0);
      }),
      { numRuns: 300 },
    );
  });
});

describe('any batch', () => {
  test('of any bodies gets an outcome for every message, and never throws', async () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.anything().map((value) => JSON.stringify(value) ?? ''),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(anything, messageBodies), { maxLength: 20 }), async (bodies) => {
        let outcomes: string[] = [];
        const deps: Dependencies = {
          ...dependencies(new Map(), () => Promise.resolve()),
          sendDeadLetter: () => Promise.resolve(),
          report: (batch) => {
            outcomes = batch.outcomes.map(({ outcome }) => outcome.kind);
          },
        };
        const response = await processBatch(
          bodies.map((body) => sqsRecord(body)),
          deps,
          signal,
        );
        expect(response).toEqual({ batchItemFailures: [] });
        expect(outcomes).toHaveLength(bodies.length);
        expect(outcomes).not.toContain('failed');
      }),
      { numRuns: 300 },
    );
  });
});

describe('the history', () => {
  /** A store whose requests fail before or after they are carried out, as often as `fates` says. */
  const failing = (store: RowStore, fates: Iterator<number>): RowStore => {
    const mayFail =
      <Args extends unknown[], Answer>(work: (...args: Args) => Promise<Answer>) =>
      async (...args: Args): Promise<Answer> => {
        const fate = fates.next().value;
        if (fate === 0) throw new Error('not carried out');
        const answer = await work(...args);
        if (fate === 1) throw new Error('the answer is lost');
        return answer;
      };
    return {
      ...store,
      load: mayFail(store.load),
      reload: mayFail(store.reload),
      remember: mayFail(store.remember),
      save: mayFail(store.save),
    };
  };

  test('has every event once and makes the rows, whatever fails, is lost on the way back and comes again', async () => {
    await fc.assert(
      fc.asyncProperty(
        deals,
        fc.infiniteStream(fc.nat(7)),
        fc.scheduler(),
        async (deal, fates, scheduler) => {
          const expected = new Map<string, Item>();
          await consume([deal.bodies.map((body) => sqsRecord(body))], {
            ...dependencies(new Map(), () => Promise.resolve()),
            store: createMemoryStore(new Map(), () => Promise.resolve(), expected),
          });

          const [items, history] = [new Map<string, Item>(), new Map<string, Item>()];
          const turn: Turn = async (what) => {
            await scheduler.schedule(Promise.resolve(), what);
          };
          const store = failing(createMemoryStore(items, turn, history), fates);
          const consumers = [0, 1, 2, 3].map((consumer) => {
            const batch = deal.delivered.filter((_, index) => deal.hands[index]?.[0] === consumer);
            return consume([batch.map((body) => sqsRecord(body))], { ...dependencies(items, turn), store });
          });
          await scheduler.waitFor(Promise.all(consumers));

          expect(rowsOf(history)).toEqual(rowsOf(expected));
          const rebuilt = rebuildRows({ history: [...history.values()] });
          for (const table of tableNames) {
            const rows = [...items].flatMap(([id, item]) => (id.startsWith(`${table} `) ? [item] : []));
            expect(compareRows(table, { ...rebuilt, [table]: toRows(table, rows) }, rebuilt)).toEqual([]);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
