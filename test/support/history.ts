import { toHistoryItem } from '../../lambdas/consume-live-events/history-item.ts';
import type { Item } from '../../lambdas/consume-live-events/item.ts';
import { type Entry, readEntry } from '../../scripts/reader/history-entry.ts';
import { deltaOf, gradeChange } from './messages.ts';

/** The item of the history that an event makes, written when it came unless a test says otherwise. */
export function historyItem(event: string | object, writtenAt?: string): Item {
  const delta = deltaOf(event);
  return toHistoryItem(delta, {
    writtenAt: new Date(writtenAt ?? delta.row.current.eventTime),
    days: undefined,
  });
}

export function historyEntry(event: string | object, writtenAt?: string): Entry {
  return readEntry(historyItem(event, writtenAt));
}

export const appealed = '21070000000000777';
const [first, second] = ['21070000000000901', '21070000000000902'];

type Grade = { readonly score: number; readonly muted: boolean; readonly grader_id: string | null };

/** A `grade_change` of the submission that an appeal is about, at an hour of a day of October. */
export function gradedOn(day: string, score: number, old: number | null, grade: Partial<Grade> = {}) {
  const [grades, olds] = [
    { grade: `${score}`, score, points_possible: 10 },
    { old_grade: old === null ? null : `${old}`, old_score: old, old_points_possible: 10 },
  ];
  const body = { submission_id: appealed, ...grades, ...olds, muted: false, grader_id: first, ...grade };
  return gradeChange(body, { event_time: `2026-10-${day}:00:00.000Z` });
}

/**
 * A grade that was entered hidden, posted, and then lowered by someone else, and an older one that came late.
 * One change, to 9, never came: the next reports it.
 */
export const appealedEvents: readonly (readonly [event: object, writtenAt?: string])[] = [
  [gradedOn('10T09', 6, null, { muted: true })],
  [gradedOn('09T08', 2, null, { muted: true, grader_id: null }), '2026-10-11T00:00:00.000Z'],
  [gradedOn('14T12', 6, 6)],
  [gradedOn('20T15', 4, 9, { grader_id: second })],
];
