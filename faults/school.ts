import type { Random } from './random.ts';

/** A submission as Canvas holds it: what the next event about it reports, now and as old values. */
export type Submission = {
  readonly id: number;
  readonly assignment: Assignment;
  readonly score: Score;
  workflowState: string;
  attempt: number | null;
  submittedAt: number | null;
  grade: string | null;
  points: number | null;
  excused: boolean;
  gradedAt: number | null;
  postedAt: number | null;
  status: CustomStatus | null;
};

export type Assignment = { readonly id: number; readonly course: number; pointsPossible: number };

/** A student's score in a course. */
export type Score = {
  readonly id: number;
  readonly course: number;
  readonly student: number;
  readonly enrollment: number;
  current: number | null;
  override: number | null;
  status: CustomStatus | null;
};

export type CustomStatus = { readonly id: number; readonly name: string };

/** A few courses of one Canvas. Ids are local ones. */
export type School = {
  readonly submissions: readonly [Submission, ...Submission[]];
  readonly customStatuses: readonly [CustomStatus, ...CustomStatus[]];
  /** Hands out an id, of a comment for example. */
  readonly newId: () => number;
};

/** The one root account whose events are accepted. */
export const rootAccountUuid = 'VicYj3cu5BIFpoZhDVU4DZumnlBrWi1grgJEzADs';

const ASSIGNMENTS_PER_COURSE = 3;
const EVENTS_PER_SUBMISSION = 30;

/** Opens a school that is small for this many events, so that they meet in few rows. */
export function openSchool(events: number, random: Random): School {
  let id = 1000;
  const newId = () => (id += random.integer(1, 7));
  const submissions: Submission[] = [];
  const wanted = Math.max(6, Math.round(events / EVENTS_PER_SUBMISSION));
  while (submissions.length < wanted) {
    const course = newId();
    const assignments = Array.from({ length: ASSIGNMENTS_PER_COURSE }, () => ({
      id: newId(),
      course,
      pointsPossible: random.pick([1, 10, 100]),
    }));
    for (let students = random.integer(4, 8); students > 0; students -= 1) {
      const score = newScore(course, newId);
      submissions.push(...assignments.map((assignment) => newSubmission(assignment, score, newId)));
    }
  }
  const [first, ...others] = submissions.slice(0, wanted) as [Submission, ...Submission[]];
  return {
    submissions: [first, ...others],
    customStatuses: [
      { id: 1, name: 'Incomplete' },
      { id: 2, name: 'Incomplete Passing' },
      { id: 3, name: 'Très bien 🎉' },
    ],
    newId,
  };
}

function newScore(course: number, newId: () => number): Score {
  const [id, student, enrollment] = [newId(), newId(), newId()];
  return { id, course, student, enrollment, current: null, override: null, status: null };
}

function newSubmission(assignment: Assignment, score: Score, newId: () => number): Submission {
  return {
    id: newId(),
    assignment,
    score,
    workflowState: 'unsubmitted',
    attempt: null,
    submittedAt: null,
    grade: null,
    points: null,
    excused: false,
    gradedAt: null,
    postedAt: null,
    status: null,
  };
}
