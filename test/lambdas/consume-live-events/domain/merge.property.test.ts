import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { differ, type State, valuesOf } from '../../../../lambdas/consume-live-events/domain/facets.ts';
import {
  add,
  type Delta,
  fold,
  join,
  type Row,
} from '../../../../lambdas/consume-live-events/domain/merge.ts';
import { isOfSameEvent, justBefore } from '../../../../lambdas/consume-live-events/domain/order.ts';
import { deltasOfOneFacet } from '../../../support/event-arbitraries.ts';
import { acceptAny, deltaOf, gradeChange, submissionUpdated } from '../../../support/messages.ts';

/** Events of one row, copies among them. */
const eventsOfOneRow = deltasOfOneFacet
  .map(([first, ...rest]) => {
    const name = ({ row }: Delta) => JSON.stringify([row.table, row.key]);
    return [first, ...rest.filter((delta) => first !== undefined && name(delta) === name(first))] as [
      Delta,
      ...Delta[],
    ];
  })
  .chain((events) => fc.tuple(fc.constant(events), fc.array(fc.constantFrom(...events), { maxLength: 4 })))
  .map(([events, copies]) => [...events, ...copies] as [Delta, ...Delta[]]);

const eventsAndShuffled = eventsOfOneRow.chain((events) =>
  fc.tuple(
    fc.constant(events),
    fc.shuffledSubarray(events, { minLength: events.length, maxLength: events.length }),
  ),
);

const joinAll = (events: readonly Delta[]): Row => events.map(({ row }) => row).reduce((a, b) => join(a, b));

const eventTime = fc.nat(4).map((second) => `2026-03-02T10:00:0${second}.000Z`);

/** The law as it is written, over the whole set at once. */
function rowByDefinition(events: readonly Delta[]): Pick<Row, 'current' | 'previous' | 'identity'> {
  const reported = events.flatMap(({ row, reported: state }) =>
    state === null ? [] : [{ ...row.current, order: justBefore(row.current.order), state }],
  );
  const newestFirst = [...events.map(({ row }) => row.current), ...reported].sort((a, b) =>
    a.order < b.order ? 1 : -1,
  );
  const [current] = newestFirst;
  if (current === undefined) throw new Error('no events');
  const facet = events[0]?.row.facet ?? 'grade';
  const before = newestFirst.find(({ state }) => differ(facet, state, current.state));
  const identities = events.map(({ row }) => row.identity);
  const names = new Set(identities.flatMap((identity) => Object.keys(identity)));
  return {
    current,
    previous: before
      ? { order: before.order, eventTime: before.eventTime, state: valuesOf(facet, before.state) }
      : null,
    identity: Object.fromEntries(
      [...names].map((name) => {
        const carried = identities.flatMap((identity) => identity[name] ?? []);
        return [name, carried.reduce((a, b) => (b.order > a.order ? b : a))];
      }),
    ),
  };
}

describe('rows depend only on the set of events', () => {
  test('and are always what the law says of that set', () => {
    fc.assert(
      fc.property(eventsOfOneRow, (events) => {
        expect(joinAll(events)).toMatchObject(rowByDefinition(events));
      }),
      { numRuns: 1000 },
    );
  });

  test('never on their order or their copies', () => {
    fc.assert(
      fc.property(eventsAndShuffled, ([events, shuffled]) => {
        expect(joinAll(shuffled)).toEqual(joinAll(events));
      }),
      { numRuns: 1000 },
    );
  });

  test('never on how they were batched', () => {
    fc.assert(
      fc.property(eventsAndShuffled, fc.nat(), ([events, shuffled], cut) => {
        const at = 1 + (cut % events.length);
        const [first, second] = [shuffled.slice(0, at), shuffled.slice(at)];
        const whole = fold(undefined, events).row;
        const stored = fold(undefined, first as [Delta, ...Delta[]]).row;
        const split = second.length === 0 ? stored : fold(stored, second as [Delta, ...Delta[]]).row;
        expect(split).toEqual(whole);
      }),
      { numRuns: 1000 },
    );
  });

  test('so that joining rows is commutative, associative and idempotent', () => {
    fc.assert(
      fc.property(eventsAndShuffled, fc.nat(), fc.nat(), ([, events], i, j) => {
        const [x, y] = [1 + (i % events.length), 1 + (j % events.length)].sort((a, b) => a - b) as [
          number,
          number,
        ];
        const parts = [events.slice(0, x), events.slice(x, y), events.slice(y)].filter(
          (part) => part.length > 0,
        );
        const rows = parts.map(joinAll);
        const [a, b = a, c = b] = rows as [Row, Row?, Row?];
        expect(join(a, b)).toEqual(join(b, a));
        expect(join(join(a, b), c)).toEqual(join(a, join(b, c)));
        expect(join(a, a)).toBe(a);
      }),
      { numRuns: 1000 },
    );
  });

  test('and what is in a row already never changes it', () => {
    fc.assert(
      fc.property(eventsOfOneRow, (events) => {
        const { row } = fold(undefined, events);
        const again = fold(row, events);
        expect(again.row).toBe(row);
        expect(again.changes).not.toContain('applied');
        expect(again.missedChanges).toBe(0);
      }),
    );
  });
});

describe('a copy of an event leaves the row as it is', () => {
  test('whichever texts are stored by now', () => {
    const submitted = fc
      .tuple(eventTime, fc.constantFrom('essay', 'another', null), fc.nat(2))
      .map(([time, body, attempt]) => submissionUpdated({ body, attempt }, { event_time: time }));
    const read = (event: object, submission: boolean) =>
      deltaOf(event, undefined, { ...acceptAny, storeText: { comment: false, submission } });
    fc.assert(
      fc.property(fc.array(fc.tuple(submitted, fc.boolean()), { minLength: 1, maxLength: 6 }), (events) => {
        const row = joinAll(events.map(([event, isStored]) => read(event, isStored)));
        for (const [event, isStored] of events) {
          expect(fold(row, [read(event, !isStored)]).row).toBe(row);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('even if this version reads a value of it that the one before did not', () => {
    const value = fc.constantFrom(1, 2, null);
    const graded = fc
      .record({ score: value, old_score: value, points_possible: value, old_points_possible: value })
      .chain((body) =>
        eventTime.map((time) => deltaOf(gradeChange({ ...body, old_grade: '5' }, { event_time: time }))),
      );
    fc.assert(
      fc.property(fc.array(graded, { minLength: 1, maxLength: 6 }), (events) => {
        const row = joinAll(events.map(withoutPoints));
        const kept = [row.current, row.previous].flatMap((state) => state?.order ?? []);
        const copies = events.filter((event) =>
          kept.some((order) => isOfSameEvent(order, event.row.current.order)),
        );
        for (const copy of copies) expect(fold(row, [copy]).row).toBe(row);
        expect(copies.length).toBeGreaterThan(0);
      }),
      { numRuns: 1000 },
    );
  });
});

/** What a version would have read that knew no points. */
function withoutPoints({ row, reported }: Delta): Delta {
  const strip = ({ points_possible: _, ...state }: State): State => state;
  const current = { ...row.current, state: strip(row.current.state) };
  const before = { ...current, order: justBefore(current.order), state: strip(reported ?? {}) };
  return { row: add({ ...row, current, previous: null }, before), reported };
}
