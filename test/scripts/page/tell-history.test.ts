import { describe, expect, test } from '@jest/globals';
import { remembered } from '../../../lambdas/consume-live-events/domain/history.ts';
import type { Delta } from '../../../lambdas/consume-live-events/domain/merge.ts';
import { toHistoryItem } from '../../../lambdas/consume-live-events/history-item.ts';
import { tellSteps } from '../../../scripts/page/tell-history.ts';
import { type Entry, readEntry } from '../../../scripts/reader/history-entry.ts';
import {
  caliperEnvelope,
  caliperGraded,
  deltaOf,
  gradeChange,
  gradeOverride,
  liveEvent,
  rowOf,
  submissionUpdated,
} from '../../support/messages.ts';

const day = (date: number) => `2026-03-${String(date).padStart(2, '0')}T10:00:00.000Z`;

/** What the history keeps of an event that was written on the day it tells of, unless a test says otherwise. */
function said(event: object, writtenAt?: string): Entry {
  const delta = deltaOf(event);
  return entryOf(delta, writtenAt ?? delta.row.current.eventTime);
}

function entryOf(delta: Delta, writtenAt: string): Entry {
  return readEntry(toHistoryItem(delta, { writtenAt: new Date(writtenAt), days: undefined }));
}

const grade = (date: number, body: object = {}) => gradeChange({ ...body }, { event_time: day(date) });
/** Caliper's format reports nothing of before. */
const plain = (date: number, score: number) =>
  caliperEnvelope(caliperGraded({ eventTime: day(date), generated: { scoreGiven: score, maxScore: 10 } }));

describe('tellSteps', () => {
  test('tells the oldest first, over all facets, whatever the order it is given in', () => {
    const steps = tellSteps([
      said(grade(3)),
      said(submissionUpdated({}, { event_time: day(2) })),
      said(grade(1)),
      said(
        liveEvent(
          'submission_comment_created',
          { submission_id: '21070000000000100', submission_comment_id: '9', user_id: '3' },
          { event_time: day(4) },
        ),
      ),
    ]);

    expect(steps.map(({ facet, commentId, eventTime }) => [facet, commentId, eventTime])).toEqual([
      ['grade', undefined, day(1)],
      ['submission', undefined, day(2)],
      ['grade', undefined, day(3)],
      ['comment', '21070000000000009', day(4)],
    ]);
    expect(new Set(steps.map(({ id }) => id)).size).toBe(4);
  });

  test('tells from what to what, by whom, and whether the student saw it', () => {
    const [step] = tellSteps([
      said(grade(1, { grade: 'B', score: 8, old_grade: 'C', old_score: 7, muted: true, grader_id: '9' })),
    ]);

    expect(step).toMatchObject({
      before: { main: 'C', rest: ['score 7'] },
      now: { main: 'B', rest: ['score 8 of 10'] },
      by: '21070000000000009',
      hidden: true,
      status: 'graded',
      eventName: 'grade_change',
      score: 8,
      points: 10,
    });
  });

  test('takes what the event before it said where a format reports nothing', () => {
    const [first, second] = tellSteps([said(plain(2, 6)), said(plain(1, 4))]);

    expect([first?.before, second?.before?.rest]).toEqual([null, ['score 4 of 10']]);
  });

  test('says that a save changed no value', () => {
    const state = { old_grade: '5', old_score: 5, old_points_possible: 10 };

    const [posted] = tellSteps([said(grade(1, state))]);

    expect(posted).toMatchObject({ isChanged: false, now: { main: '5' } });
  });

  test('says where a change is missing: Canvas reports other old values than the event before gave', () => {
    const steps = tellSteps([
      said(grade(1, { grade: '5', score: 5 })),
      said(grade(2, { grade: '6', score: 6, old_grade: '5', old_score: 5, old_points_possible: 10 })),
      said(grade(3, { grade: '9', score: 9, old_grade: '8', old_score: 8, old_points_possible: 10 })),
    ]);

    expect(steps.map(({ hasGap }) => hasGap)).toEqual([false, false, true]);
  });

  test('says what arrived after a newer event of its row, and of no other', () => {
    const steps = tellSteps([
      said(grade(1), day(5)),
      said(grade(2), day(3)),
      said(grade(4), day(4)),
      said(submissionUpdated({}, { event_time: day(3) }), day(9)),
    ]);

    expect(steps.map(({ facet, isLate }) => [facet, isLate])).toEqual([
      ['grade', true],
      ['grade', false],
      ['submission', false],
      ['grade', false],
    ]);
  });

  test('never calls a snapshot late', () => {
    const snapshot = { ...said(grade(1), day(9)), event_name: 'snapshot_submission' };

    const steps = tellSteps([snapshot, said(grade(2))]);

    expect(steps.map(({ isSnapshot, isLate }) => [isSnapshot, isLate])).toEqual([
      [true, false],
      [false, false],
    ]);
  });

  test('tells what a row remembered from before there was a history', () => {
    const row = rowOf(grade(1, { old_grade: '4' }));
    const [step, ...more] = tellSteps(remembered(row).map((delta) => entryOf(delta, day(2))));

    expect(more).toEqual([]);
    expect(step).toMatchObject({ before: { main: '4' }, now: { main: '5' } });
  });

  test.each([
    ['grade', grade(1, { score: null }), null, 10],
    ['override', gradeOverride({ override_score: 90 }), 90, undefined],
    [
      'course score',
      liveEvent('course_grade_change', { course_id: '2', user_id: '3', current_score: 17 }),
      17,
      undefined,
    ],
    ['submission, which repeats it', submissionUpdated({ score: 5 }), undefined, undefined],
  ])('gives the score that a plot shows of a %s', (_, event, score, points) => {
    const [step] = tellSteps([said(event)]);

    expect([step?.score, step?.points]).toEqual([score, points]);
  });
});
