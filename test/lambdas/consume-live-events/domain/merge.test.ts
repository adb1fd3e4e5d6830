import { describe, expect, test } from '@jest/globals';
import { type Delta, fold } from '../../../../lambdas/consume-live-events/domain/merge.ts';
import { isReported } from '../../../../lambdas/consume-live-events/domain/order.ts';
import {
  caliperEnvelope,
  caliperGraded,
  deltaOf,
  gradeChange,
  liveEvent,
  submissionUpdated,
} from '../../../support/messages.ts';

/** A grade change at a second of one minute: now, and before as Canvas reports it. */
function graded(
  second: number,
  score: number | null,
  oldScore: number | null = null,
  more: object = {},
  metadata: object = {},
): Delta {
  const at = `2026-03-02T10:00:${String(second).padStart(2, '0')}.000Z`;
  const text = (value: number | null) => (value === null ? null : String(value));
  return deltaOf(
    gradeChange(
      {
        score,
        grade: text(score),
        old_score: oldScore,
        old_grade: text(oldScore),
        old_points_possible: 10,
        ...more,
      },
      { event_time: at, ...metadata },
    ),
  );
}

function rowAfter(...events: [Delta, ...Delta[]]) {
  const { row } = fold(undefined, events);
  return {
    now: row.current.state['score'],
    before: row.previous?.state['score'],
    beforeAt: row.previous?.eventTime,
    isReported: row.previous === null ? undefined : isReported(row.previous.order),
  };
}

describe('a row', () => {
  test('of a single event has before what Canvas reports', () => {
    expect(rowAfter(graded(5, 5, 4))).toEqual({
      now: 5,
      before: 4,
      beforeAt: '2026-03-02T10:00:05.000Z',
      isReported: true,
    });
  });

  test('of an event that changed no value has nothing before', () => {
    expect(rowAfter(graded(5, 5, 5))).toMatchObject({ now: 5, before: undefined });
  });

  test('keeps what was observed when the next event reports the same', () => {
    expect(rowAfter(graded(1, 4, 3), graded(5, 5, 4))).toMatchObject({ now: 5, before: 4, isReported: true });
    expect(rowAfter(graded(1, 4, 3), graded(5, 5, 5))).toMatchObject({
      now: 5,
      before: 4,
      isReported: false,
    });
  });

  test('keeps of an earlier state its values, and not its details', () => {
    const { row } = fold(undefined, [graded(1, 4, 4), graded(5, 5, 5)]);
    expect(row.previous?.state).toEqual({ score: 4, grade: '4', points_possible: 10 });
  });

  test('is not moved back by an older event', () => {
    expect(rowAfter(graded(5, 5, 4), graded(1, 3, 2))).toMatchObject({ now: 5, before: 4 });
  });

  test('learns from a late event what was before, if nothing newer is known', () => {
    expect(rowAfter(graded(5, 5, 5), graded(1, 3, 2))).toMatchObject({
      now: 5,
      before: 3,
      beforeAt: '2026-03-02T10:00:01.000Z',
    });
    expect(rowAfter(graded(5, 5, 5), graded(1, 3, 2), graded(2, 4, 3))).toMatchObject({ now: 5, before: 4 });
    expect(rowAfter(graded(5, 5, 5), graded(2, 4, 3), graded(1, 3, 2))).toMatchObject({ now: 5, before: 4 });
  });

  test('keeps its previous state when a newer event brings the same values and other details', () => {
    const events = [graded(1, 4, 3), graded(5, 5, 4), graded(6, 5, 5, { muted: true })] as const;
    const { row } = fold(undefined, [...events]);
    expect(row.current.state).toMatchObject({ score: 5, hidden: true });
    expect(row.previous?.state).toEqual({ score: 4, grade: '4', points_possible: 10 });
  });

  test('takes the event in Canvas format over the same instant in Caliper format, and keeps its old values', () => {
    const caliper = deltaOf(
      caliperEnvelope(caliperGraded({ eventTime: '2026-03-02T10:00:05.000Z', generated: { maxScore: 10 } })),
    );
    const { row } = fold(undefined, [caliper, graded(5, 5, 4)]);
    expect(row.current.state).toMatchObject({ status: 'graded' });
    expect(row.previous?.state).toMatchObject({ score: 4 });
    expect(fold(row, [caliper]).changes).toEqual(['stale']);
  });

  test('breaks a tie within a millisecond in the same way no matter which comes first', () => {
    const [a, b] = [graded(5, 1), graded(5, 2)];
    expect(fold(undefined, [a, b]).row).toEqual(fold(undefined, [b, a]).row);
  });
});

describe('a comment', () => {
  const comment = (second: number, attachments: string[]) =>
    deltaOf(
      liveEvent(
        'submission_comment_created',
        { submission_comment_id: '1', submission_id: '2', user_id: '3', attachment_ids: attachments },
        { event_time: `2026-03-02T10:00:0${second}.000Z` },
      ),
    );

  test('differs when its list of attachments does, and only then', () => {
    expect(
      fold(undefined, [comment(1, ['8']), comment(2, ['8', '9'])]).row.previous?.state['attachment_ids'],
    ).toEqual(['21070000000000008']);
    expect(
      fold(undefined, [comment(1, ['8']), comment(2, ['9'])]).row.previous?.state['attachment_ids'],
    ).toEqual(['21070000000000008']);
    expect(fold(undefined, [comment(1, ['8', '9']), comment(2, ['8', '9'])]).row.previous).toBeNull();
  });
});

describe('identity', () => {
  const without = { context_type: 'Account' };

  test('stays when a newer event does not carry it', () => {
    const { row } = fold(undefined, [graded(1, 1), graded(2, 2, 1, {}, without)]);
    expect(row.identity['course_id']?.value).toBe('21070000000000565');
  });

  test('is filled in by an older event that does', () => {
    const { row } = fold(undefined, [graded(2, 2, 1, {}, without)]);
    expect(row.identity['course_id']).toBeUndefined();
    expect(fold(row, [graded(1, 1)])).toMatchObject({
      row: { identity: { course_id: { value: '21070000000000565' } } },
      changes: ['applied'],
    });
  });

  test('is that of the newest event that carries it, even when a newer one without it came first', () => {
    const moved = { context_id: '21070000000000999' };
    const events = [graded(1, 1), graded(2, 2, 1, {}, moved), graded(3, 3, 2, {}, without)] as const;
    const [first, second, third] = events;
    for (const order of [
      events,
      [first, third, second],
      [third, first, second],
      [third, second, first],
    ] as const) {
      expect(fold(undefined, [...order]).row.identity['course_id']?.value).toBe('21070000000000999');
    }
  });
});

describe('an event', () => {
  test('that changes the row was applied, even if only what was before', () => {
    const { row } = fold(undefined, [graded(5, 5, 5)]);
    expect(fold(row, [graded(6, 6, 5), graded(1, 3, 2)]).changes).toEqual(['applied', 'applied']);
    expect(fold(row, [graded(1, 3, 2)]).changes).toEqual(['applied']);
  });

  test('that is in the row already is a duplicate, as current or as previous state', () => {
    const { row } = fold(undefined, [graded(1, 4, 4), graded(5, 5, 5)]);
    expect(fold(row, [graded(1, 4, 4), graded(5, 5, 5)]).changes).toEqual(['duplicate', 'duplicate']);
  });

  test('that comes twice in one batch is applied once', () => {
    expect(fold(undefined, [graded(5, 5, 4), graded(5, 5, 4)]).changes).toEqual(['applied', 'duplicate']);
  });

  test('that is older than both states is stale', () => {
    const { row } = fold(undefined, [graded(1, 4, 4), graded(5, 5, 5)]);
    expect(fold(row, [graded(0, 1, 1)]).changes).toEqual(['stale']);
  });

  test('that is older and brings the same values is stale, also where nothing was before', () => {
    const { row } = fold(undefined, [graded(5, 5, 5)]);
    expect(row.previous).toBeNull();
    expect(fold(row, [graded(1, 5, 5)]).changes).toEqual(['stale']);
  });

  test('is judged in the order of time, however the batch is shuffled', () => {
    expect(fold(undefined, [graded(5, 5, 4), graded(1, 4, 3), graded(1, 4, 3)]).changes).toEqual([
      'applied',
      'applied',
      'duplicate',
    ]);
  });
});

describe('a missed change', () => {
  const held = fold(undefined, [graded(1, 4, 3)]).row;

  test('is an old value other than the one held', () => {
    expect(fold(held, [graded(5, 6, 5)]).missedChanges).toBe(1);
    expect(fold(held, [graded(5, 5, 4)]).missedChanges).toBe(0);
  });

  test('is seen even when the event itself changes no value', () => {
    expect(fold(held, [graded(5, 6, 6)]).missedChanges).toBe(1);
  });

  test('is none for a copy', () => {
    expect(fold(held, [graded(1, 4, 3)]).missedChanges).toBe(0);
  });

  test('is none on a row of which nothing was known', () => {
    expect(fold(undefined, [graded(5, 6, 5)]).missedChanges).toBe(0);
  });

  test('is none for a late event, or for a batch that holds the change itself', () => {
    expect(fold(held, [graded(0, 2, 1)]).missedChanges).toBe(0);
    expect(fold(held, [graded(6, 6, 5), graded(5, 5, 4)]).missedChanges).toBe(0);
  });

  test('can not be seen in events without old values', () => {
    const first = deltaOf(submissionUpdated({ attempt: 1 }));
    const second = deltaOf(submissionUpdated({ attempt: 3 }, { event_time: '2026-03-02T11:00:00.000Z' }));
    expect(fold(first.row, [second]).missedChanges).toBe(0);
  });
});
