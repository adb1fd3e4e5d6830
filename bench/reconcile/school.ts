import { orderOf } from '../../lambdas/consume-live-events/domain/order.ts';
import type { Item } from '../../lambdas/consume-live-events/item.ts';
import { toItem } from '../../lambdas/consume-live-events/row-item.ts';

/** A school by formula, so that neither its files nor its rows need be kept: of everything only a number is known. */
export type School = {
  readonly students: number;
  readonly enrollments: number;
  readonly assignments: number;
  readonly submissions: number;
  /** Those with a row: of the others the tables know nothing. */
  readonly graded: number;
};

export const shard = 21;
export const studentsACourse = 100;
export const assignmentsACourse = 20;
export const gradedAnEnrollment = 8;
const coursesAStudent = 5;
/** Of this many enrolments, the rows of one are a state behind. */
export const enrollmentsABehind = 20;
export const behindAt = 3;

/** @param students a multiple of 100 */
export function schoolOf(students: number): School {
  const enrollments = students * coursesAStudent;
  const courses = enrollments / studentsACourse;
  return {
    students,
    enrollments,
    assignments: courses * assignmentsACourse,
    submissions: enrollments * assignmentsACourse,
    graded: enrollments * gradedAnEnrollment,
  };
}

/** When the files were read, and since when the school has been there; states change in the months between. */
export const now = '2026-01-02T00:00:00.000Z';
export const firstChange = '2025-09-01T00:00:00.000Z';
export const secondsOfChanges = 10_000_000;
/** Spreads changes over that time. */
export const changeStep = 37;
export const scores = 101;

const local = (id: string | undefined) => Number(BigInt(id ?? '0') % 10n ** 13n) - 1;

/** Gives the item of a key, as events have left it; undefined where there is none. */
export function itemOf({ students }: School, table: string, key: Item): Item | undefined {
  if (table.endsWith('-submissions')) return gradeItem(local(key['submission_id']?.S));
  if (!table.endsWith('-course-scores')) return undefined;
  const first = local(key['course_id']?.S) * studentsACourse;
  const enrollment = first + local(key['user_id']?.S) - (first % students);
  return scoreItem(enrollment, key);
}

function gradeItem(submission: number): Item | undefined {
  if (submission % assignmentsACourse >= gradedAnEnrollment) return undefined;
  const enrollment = Math.floor(submission / assignmentsACourse);
  const score = (submission % scores) + (isBehind(enrollment) ? 1 : 0);
  return toRowItem(
    { submission_id: globalOf(submission), facet: 'grade' },
    'grade',
    { grade: String(score), score, points_possible: 100 },
    { status: 'graded', hidden: false, grading_complete: true },
    { index: submission, isBehind: isBehind(enrollment) },
  );
}

function scoreItem(enrollment: number, { course_id, user_id }: Item): Item {
  const score = (enrollment % scores) + (isBehind(enrollment) ? 1 : 0);
  return toRowItem(
    { course_id: course_id?.S ?? '', user_id: user_id?.S ?? '' },
    'course_score',
    { current_score: score, final_score: score, unposted_current_score: score, unposted_final_score: score },
    { workflow_state: 'active' },
    { index: enrollment, isBehind: isBehind(enrollment) },
  );
}

function isBehind(enrollment: number): boolean {
  return enrollment % enrollmentsABehind === behindAt;
}

function globalOf(index: number): string {
  return `${shard}${String(index + 1).padStart(13, '0')}`;
}

type State = Parameters<typeof toItem>[0]['current']['state'];

function toRowItem(
  key: { readonly [attribute: string]: string },
  facet: 'grade' | 'course_score',
  values: State,
  details: State,
  { index, isBehind: behind }: { readonly index: number; readonly isBehind: boolean },
): Item {
  const changed = Date.parse(firstChange) + ((index * changeStep) % secondsOfChanges) * 1000;
  const eventTime = new Date(changed + (behind ? -86_400_000 : 1000)).toISOString();
  const current = {
    order: orderOf(eventTime, 'canvas', '0123456789abcdef'),
    eventName: facet === 'grade' ? 'grade_change' : 'course_grade_change',
    eventTime,
    state: { ...values, ...details },
  };
  const table = facet === 'grade' ? 'submissions' : 'course-scores';
  const write = { seenRevision: undefined, revision: 1, writtenAt: new Date(now), retentionDays: undefined };
  return toItem({ table, key, facet, identity: {}, current, previous: null }, write);
}
