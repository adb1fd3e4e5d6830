import { describe, expect, test } from '@jest/globals';
import { join, type Row } from '../../../../lambdas/consume-live-events/domain/merge.ts';
import {
  type Comparison,
  compareSnapshot,
  rowOf as rowOfSnapshot,
  type Snapshot,
} from '../../../../lambdas/consume-live-events/domain/snapshot.ts';
import {
  caliperEnvelope,
  caliperGraded,
  gradeChange,
  rowOf,
  submissionUpdated,
} from '../../../support/messages.ts';
import { gradeSnapshot, submissionSnapshot } from '../../../support/snapshots.ts';

/** The event of all these tests is of ten o'clock; the snapshot was read an hour later. */
const notAfter = '2026-03-02T11:00:00.000Z';
const changedBefore = '2026-03-02T09:59:59.500Z';
const changedAfter = '2026-03-02T10:30:00.000Z';
const event = rowOf(gradeChange());

const compare = (stored: Row | undefined, snapshot: Snapshot, until: string | null = notAfter) =>
  compareSnapshot(stored, snapshot, until);

function savedBy(comparison: Comparison): Row {
  if (!('row' in comparison)) throw new Error(comparison.kind);
  return comparison.row;
}

describe('a row that is not there', () => {
  test('is made of the state as of its last change', () => {
    const comparison = compare(undefined, gradeSnapshot());
    expect(comparison.kind).toBe('missing');
    expect(savedBy(comparison)).toMatchObject({
      identity: { course_id: { value: '21070000000000565' } },
      current: {
        order: expect.stringMatching(/^2026-03-02T09:59:59\.500Z#0#[0-9a-f]{16}#1$/),
        eventName: 'snapshot_canvas_data_2',
        eventTime: changedBefore,
        state: { grade: '5', score: 5, points_possible: 10, status: 'graded', hidden: false },
      },
      previous: null,
    });
  });

  test('says where its state was read', () => {
    const row = savedBy(compare(undefined, gradeSnapshot({ source: 'api' })));
    expect(row.current.eventName).toBe('snapshot_api');
  });

  test.each([
    ['of a placeholder', gradeSnapshot({ onlyExisting: true })],
    ['of what Canvas has deleted', gradeSnapshot({ details: { status: 'deleted', hidden: false } })],
  ])('is not made %s', (_, snapshot) => {
    expect(compare(undefined, snapshot)).toEqual({ kind: 'absent' });
  });
});

describe('a row with the same state', () => {
  test.each<[string, Row, Snapshot]>([
    ['of an event', event, gradeSnapshot()],
    ['that was changed again since, without a difference', event, gradeSnapshot({ asOf: changedAfter })],
    ['of a snapshot', rowOfSnapshot(gradeSnapshot(), changedBefore), gradeSnapshot()],
    [
      'in details that nobody decides by',
      event,
      gradeSnapshot({
        details: {
          status: 'graded',
          hidden: false,
          assignment_name: 'Essay 2',
          grader_id: '21070000000000001',
        },
      }),
    ],
    ['as far as the snapshot says', event, gradeSnapshot({ details: {} })],
    ['but for a zero below zero', rowOf(gradeChange({ score: 0 })), gradeSnapshot({}, { score: -0 })],
    [
      'but for half a character',
      rowOf(gradeChange({ grade: '\ud800' })),
      gradeSnapshot({}, { grade: '\ud800' }),
    ],
    [
      'but for parts of a second, which events do not have',
      rowOf(submissionUpdated({ submitted_at: '2026-03-02T03:15:07-07:00' })),
      submissionSnapshot({ submitted_at: '2026-03-02T10:15:07.999Z' }),
    ],
    [
      'but for what Canvas computes from the clock',
      rowOf(submissionUpdated({ late: false, missing: false })),
      submissionSnapshot({ late: true, missing: true }),
    ],
  ])('is left alone: %s', (_, stored, snapshot) => {
    expect(compare(stored, snapshot)).toEqual({ kind: 'equal' });
  });
});

describe('a row that is behind', () => {
  test('takes a newer state as of its last change', () => {
    const row = savedBy(compare(event, gradeSnapshot({ asOf: changedAfter }, { grade: '9', score: 9 })));
    expect(row.current).toMatchObject({ eventTime: changedAfter, state: { score: 9 } });
    expect(row.previous).toMatchObject({ eventTime: event.current.eventTime, state: { score: 5 } });
  });

  test('takes a change that did not touch updated_at as of the latest moment that is surely not too late', () => {
    const row = savedBy(compare(event, gradeSnapshot({}, { grade: '9', score: 9 })));
    expect(row.current).toMatchObject({
      order: expect.stringMatching(/^2026-03-02T11:00:00\.000Z#0#[0-9a-f]{16}#1$/),
      eventTime: notAfter,
      state: { score: 9 },
    });
  });

  test.each<[string, Row, Snapshot]>([
    ['whether it is hidden', event, gradeSnapshot({ details: { status: 'graded', hidden: true } })],
    ['its status', event, gradeSnapshot({ details: { status: 'needs_review', hidden: false } })],
    ['that Canvas has deleted it', event, gradeSnapshot({ details: { status: 'deleted', hidden: false } })],
    ['what no Caliper event says', rowOf(caliperEnvelope(caliperGraded())), gradeSnapshot()],
  ])('also takes %s, and keeps its previous', (_, stored, snapshot) => {
    const row = savedBy(compare(stored, snapshot));
    expect(row.current.state).toMatchObject(snapshot.details);
    expect(row.previous).toEqual(stored.previous);
  });

  test('takes with another difference what Canvas computes from the clock', () => {
    const stored = rowOf(submissionUpdated({ late: false }));
    const row = savedBy(compare(stored, submissionSnapshot({ late: true, score: 3 })));
    expect(row.current.state).toMatchObject({ late: true, score: 3 });
  });

  test('is equal once it was saved', () => {
    for (const asOf of [changedBefore, changedAfter]) {
      const snapshot = gradeSnapshot({ asOf }, { grade: '9', score: 9 });
      expect(compare(savedBy(compare(event, snapshot)), snapshot)).toEqual({ kind: 'equal' });
    }
  });

  test('keeps who it is about where the snapshot does not say', () => {
    const { user_id: user } = event.identity;
    const snapshot = gradeSnapshot({ identity: {}, asOf: changedAfter }, { score: 9 });
    expect(savedBy(compare(event, snapshot)).identity['user_id']).toEqual(user);
  });
});

describe('a row that has a newer event', () => {
  const differing = gradeSnapshot({}, { grade: '9', score: 9 });

  test.each([
    ['the snapshot was read before it', '2026-03-02T09:59:59.999Z'],
    ['the snapshot may have been read in the same millisecond', event.current.eventTime],
    ['nobody knows when the snapshot was read', null],
  ])('is left alone where %s', (_, until) => {
    expect(compare(event, differing, until)).toEqual({ kind: 'newer' });
  });

  test('wins over the snapshot of the same instant', () => {
    const { eventTime } = event.current;
    const row = savedBy(compare(undefined, gradeSnapshot({ asOf: eventTime }, { score: 9 })));
    expect(join(row, event).current).toBe(event.current);
    expect(compare(event, gradeSnapshot({ asOf: eventTime }, { score: 9 }), eventTime).kind).toBe('newer');
  });
});

test('states that differ in anything have orders that differ', () => {
  const snapshots = [
    gradeSnapshot(),
    gradeSnapshot({}, { score: 6 }),
    gradeSnapshot({ details: { status: 'graded', hidden: true } }),
    gradeSnapshot({ identity: { course_id: '21070000000000001' } }),
    submissionSnapshot(),
    submissionSnapshot({ late: true }),
  ];
  const orders = snapshots.map((snapshot) => rowOfSnapshot(snapshot, changedBefore).current.order);
  expect(new Set(orders).size).toBe(snapshots.length);
});
