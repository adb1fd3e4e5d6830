import {
  commentBody,
  courseGradeBody,
  finalStatusBody,
  gradeChangeBody,
  gradeOf,
  overrideBody,
  submissionBody,
  submissionStatusBody,
} from './bodies.ts';
import type { JsonObject } from './exchange.ts';
import type { Random } from './random.ts';
import type { School, Submission } from './school.ts';

/** Where an action happens, and how Canvas tells of it. */
export type Scene = {
  readonly school: School;
  readonly random: Random;
  readonly now: number;
  /** Sends an event, some milliseconds after the action at most. */
  readonly say: (name: string, submission: Submission, body: JsonObject) => void;
  /** Sends the same in Caliper's format, at the same instant. */
  readonly sayInCaliper: (what: 'grade' | 'submission', submission: Submission) => void;
};

/** Changes a submission, and tells of it. */
export type Action = (submission: Submission, scene: Scene) => void;

const TEACHER = 987;

/** What people and jobs do in a Canvas, and how often of 100 times. Each sends what Canvas would send. */
export const actions: readonly (readonly [weight: number, action: Action])[] = [
  [34, grade],
  [12, submit],
  [8, post],
  [4, changePoints],
  [6, excuse],
  [6, clear],
  [10, override],
  [6, setSubmissionStatus],
  [6, setFinalStatus],
  [8, comment],
];

function grade(submission: Submission, scene: Scene): void {
  const old = gradeOf(submission);
  const { random } = scene;
  submission.points = random.integer(0, 4 * submission.assignment.pointsPossible) / 4;
  submission.grade = random.chance(0.7) ? String(submission.points) : random.pick(['A-', 'B', 'complete']);
  submission.excused = false;
  submission.workflowState = 'graded';
  submission.gradedAt = scene.now;
  scene.say(
    'grade_change',
    submission,
    gradeChangeBody(submission, old, random.chance(0.8) ? TEACHER : null),
  );
  scene.say('submission_updated', submission, submissionBody(submission, scene.now));
  if (random.chance(0.25)) scene.sayInCaliper('grade', submission);
  if (random.chance(0.5)) changeCourseScore(submission, scene);
}

function changeCourseScore(submission: Submission, { random, now, say }: Scene): void {
  const { score } = submission;
  const old = score.current;
  score.current = random.integer(0, 10_000) / 100;
  say('course_grade_change', submission, courseGradeBody(score, old, now));
}

function submit(submission: Submission, scene: Scene): void {
  const isFirst = submission.attempt === null;
  submission.attempt = (submission.attempt ?? 0) + 1;
  submission.workflowState = 'submitted';
  submission.submittedAt = scene.now;
  const name = isFirst ? 'submission_created' : 'submission_updated';
  const isResubmitted = !isFirst && scene.random.chance(0.2);
  const body = submissionBody(submission, scene.now);
  scene.say(isResubmitted ? 'plagiarism_resubmit' : name, submission, body);
  if (scene.random.chance(0.3)) scene.sayInCaliper('submission', submission);
}

/** Posts or hides all grades of an assignment: one event a submission, and no value changes. */
function post({ assignment }: Submission, { school, now, say }: Scene): void {
  for (const submission of school.submissions) {
    if (submission.assignment !== assignment || submission.grade === null) continue;
    submission.postedAt = submission.postedAt === null ? now : null;
    say('grade_change', submission, gradeChangeBody(submission, gradeOf(submission), null));
    say('submission_updated', submission, submissionBody(submission, now));
  }
}

/** Changes what an assignment is worth: a regrade of every submission. */
function changePoints({ assignment }: Submission, { school, random, say }: Scene): void {
  const pointsPossible = assignment.pointsPossible;
  assignment.pointsPossible = pointsPossible + random.integer(1, 9);
  for (const submission of school.submissions) {
    if (submission.assignment !== assignment || submission.grade === null) continue;
    say(
      'grade_change',
      submission,
      gradeChangeBody(submission, { ...gradeOf(submission), pointsPossible }, null),
    );
  }
}

function excuse(submission: Submission, { say }: Scene): void {
  const old = gradeOf(submission);
  Object.assign(submission, { grade: null, points: null, excused: true, workflowState: 'graded' });
  say('grade_change', submission, gradeChangeBody(submission, old, TEACHER));
}

function clear(submission: Submission, { now, say }: Scene): void {
  const old = gradeOf(submission);
  Object.assign(submission, { grade: null, points: null, excused: false, gradedAt: null });
  say('grade_change', submission, gradeChangeBody(submission, old, TEACHER));
  say('submission_updated', submission, submissionBody(submission, now));
}

function override(submission: Submission, { random, now, say }: Scene): void {
  const { score } = submission;
  const old = score.override;
  score.override = old !== null && random.chance(0.4) ? null : random.integer(0, 1000) / 10;
  say('grade_override', submission, overrideBody(score, old, now));
}

function setSubmissionStatus(submission: Submission, { school, random, now, say }: Scene): void {
  const old = submission.status;
  submission.status = random.chance(0.3) ? null : random.pick(school.customStatuses);
  say('submission_custom_grade_status', submission, submissionStatusBody(submission, old, now));
}

function setFinalStatus(submission: Submission, { school, random, now, say }: Scene): void {
  const { score } = submission;
  const old = score.status;
  score.status = random.chance(0.3) ? null : random.pick(school.customStatuses);
  say('final_grade_custom_status', submission, finalStatusBody(score, old, now));
}

function comment(submission: Submission, { school, now, say }: Scene): void {
  say('submission_comment_created', submission, commentBody(submission, school.newId(), now));
}
