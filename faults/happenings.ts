import type { RejectionCode } from '../lambdas/consume-live-events/domain/result.ts';
import type { Random } from './random.ts';
import type { Fields } from './write-event.ts';

/** What people and jobs do in a Canvas. */
type Happening = {
  /** How often of 100 times it happens. */
  readonly weight: number;
  /** What it changes of a submission, or of its student's score. */
  readonly change: (random: Random, before: Fields) => Fields;
  /** The pages of the events that tell of it. */
  readonly pages: readonly string[];
};

export const gradeChange = 'grade_change.published';
const updated = 'submission_updated.published';

export const happenings: readonly Happening[] = [
  { weight: 17, change: grade, pages: [gradeChange, updated] },
  { weight: 9, change: grade, pages: [gradeChange, 'grade_change.caliper-regrade-1-newest', updated] },
  { weight: 10, change: courseScore, pages: ['course_grade_change.published'] },
  { weight: 6, change: submit, pages: ['submission_created.published'] },
  { weight: 3, change: submit, pages: ['submission_created.caliper-published', updated] },
  { weight: 3, change: submit, pages: ['submission_updated.caliper-published'] },
  { weight: 2, change: submit, pages: ['plagiarism_resubmit.published'] },
  // Posted or hidden: no value changes.
  { weight: 8, change: (_, { muted }) => ({ muted: muted !== true }), pages: [gradeChange, updated] },
  { weight: 4, change: (random) => ({ points_possible: random.integer(5, 9) }), pages: [gradeChange] },
  { weight: 6, change: () => ({ ...noGrade, grading_complete: true }), pages: [gradeChange] },
  { weight: 6, change: () => noGrade, pages: [gradeChange, updated] },
  { weight: 8, change: override, pages: ['grade_override.changed'] },
  { weight: 6, change: submissionStatus, pages: ['submission_custom_grade_status.published'] },
  { weight: 6, change: finalStatus, pages: ['final_grade_custom_status.published'] },
  { weight: 6, change: comment, pages: ['submission_comment_created.published'] },
];

const noGrade = { grade: null, score: null, grading_complete: false };

function grade(random: Random): Fields {
  const score = random.integer(0, 20) / 4;
  const text = random.pick([String(score), String(score), 'A-', 'complete']);
  return { grade: text, score, grading_complete: true, workflow_state: 'graded' };
}

function courseScore(random: Random): Fields {
  const score = random.integer(0, 10_000) / 100;
  return { current_score: score, final_score: score, unposted_current_score: score };
}

function submit(_: Random, { attempt }: Fields): Fields {
  return { attempt: Number(attempt) + 1, workflow_state: 'submitted' };
}

function override(random: Random): Fields {
  return { override_score: random.pick([null, random.integer(0, 1000) / 10]) };
}

function submissionStatus(random: Random): Fields {
  const [id, name] = random.pick(customStatuses);
  return { submission_status_id: id, submission_status: name };
}

function finalStatus(random: Random): Fields {
  const [id, name] = random.pick(customStatuses);
  return { override_status_id: id, override_status: name };
}

const customStatuses = [
  [null, null],
  [1, 'Incomplete'],
  [3, 'Très bien 🎉'],
] as const;

function comment(random: Random): Fields {
  return { submission_comment_id: random.integer(1, 1_000_000) };
}

/** Pages of events that carry no grade state; the quizzes' ids are those of submissions that exist. */
export const ignoredPages = [
  'quiz_submitted.published',
  'quiz_submitted.caliper-published',
  'wiki_page_updated.caliper-published',
  'assignment_updated.published',
] as const;

/** How a grade event is spoiled so that it must become a dead letter, each with the code of the reason. */
export const spoilings: readonly Spoiling[] = [
  ['invalid_json', (write) => write({}).slice(0, -9)],
  ['unknown_envelope', (write) => JSON.stringify({ Type: 'Notification', Message: write({}) })],
  ['invalid_event', (write) => write({ submission_id: null })],
  ['invalid_event', (write) => write({ score: 'five' })],
  ['invalid_event', (write) => write({ event_time: '2024-02-31T10:00:00Z' })],
  ['event_from_future', (write) => write({ event_time: '2999-01-01T00:00:00Z' })],
  ['foreign_root_account', (write) => write({ root_account_uuid: 'AnotherUniversity' })],
  ['row_too_large', (write) => write({ grade: 'A'.repeat(130_000) })],
];

type Spoiling = readonly [code: RejectionCode, spoil: (write: (changed: Fields) => string) => string];
