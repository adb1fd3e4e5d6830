import { globalId, wholeSeconds } from './live-event-texts.ts';
import type { Score, Submission } from './school.ts';

/** What `old_*` of a grade event report: the grade before it was saved. */
export type Grade = Pick<Submission, 'grade' | 'points'> & { readonly pointsPossible: number };

export function gradeOf({ grade, points, assignment }: Submission): Grade {
  return { grade, points, pointsPossible: assignment.pointsPossible };
}

/** The body of `grade_change`, whose ids are global. */
export function gradeChangeBody(submission: Submission, old: Grade, graderId: number | null) {
  const { assignment, score, grade, points } = submission;
  return {
    submission_id: globalId(submission.id),
    assignment_id: globalId(assignment.id),
    assignment_name: `Essay ${assignment.id}`,
    user_id: globalId(score.student),
    student_id: globalId(score.student),
    student_sis_id: `SIS-${score.student}`,
    grader_id: graderId === null ? null : globalId(graderId),
    grade,
    old_grade: old.grade,
    score: points,
    old_score: old.points,
    points_possible: assignment.pointsPossible,
    old_points_possible: old.pointsPossible,
    grading_complete: submission.excused || grade !== null,
    muted: submission.postedAt === null,
  };
}

/** The body of `submission_created`, `submission_updated` and `plagiarism_resubmit`. */
export function submissionBody(submission: Submission, at: number) {
  const { assignment, score, grade, points } = submission;
  return {
    submission_id: globalId(submission.id),
    assignment_id: globalId(assignment.id),
    user_id: globalId(score.student),
    workflow_state: submission.workflowState,
    attempt: submission.attempt,
    submission_type: submission.attempt === null ? null : 'online_text_entry',
    submitted_at: instantOf(submission.submittedAt),
    late: false,
    missing: submission.attempt === null && grade === null,
    grade,
    score: points,
    graded_at: instantOf(submission.gradedAt),
    posted_at: instantOf(submission.postedAt),
    updated_at: wholeSeconds(at),
    group_id: null,
    body: 'An essay that is not stored.',
  };
}

/** The body of `grade_override`, whose ids are local. */
export function overrideBody(score: Score, old: number | null, at: number) {
  return {
    ...ofScore(score),
    override_score: score.override,
    old_override_score: old,
    updated_at: wholeSeconds(at),
  };
}

/** The body of `final_grade_custom_status`, whose ids are local. */
export function finalStatusBody(score: Score, old: Score['status'], at: number) {
  return {
    ...ofScore(score),
    override_status: score.status?.name ?? null,
    override_status_id: textOf(score.status?.id),
    old_override_status: old?.name ?? null,
    old_override_status_id: textOf(old?.id),
    updated_at: wholeSeconds(at),
  };
}

function ofScore(score: Score) {
  return {
    score_id: String(score.id),
    enrollment_id: String(score.enrollment),
    user_id: String(score.student),
    course_id: String(score.course),
    grading_period_id: null,
  };
}

/** The body of `course_grade_change`, which names no score: its ids are local. */
export function courseGradeBody({ student, course, current }: Score, old: number | null, at: number) {
  return {
    user_id: String(student),
    course_id: String(course),
    workflow_state: 'active',
    created_at: '2024-01-08T00:00:00Z',
    updated_at: wholeSeconds(at),
    current_score: current,
    old_current_score: old,
    final_score: current,
    old_final_score: old,
    unposted_current_score: current,
    old_unposted_current_score: old,
    unposted_final_score: current,
    old_unposted_final_score: old,
  };
}

/** The body of `submission_custom_grade_status`, whose ids are local. */
export function submissionStatusBody(submission: Submission, old: Submission['status'], at: number) {
  const { assignment, score, status } = submission;
  return {
    submission_id: String(submission.id),
    assignment_id: String(assignment.id),
    user_id: String(score.student),
    course_id: String(assignment.course),
    submission_status: status?.name ?? null,
    submission_status_id: textOf(status?.id),
    old_submission_status: old?.name ?? null,
    old_submission_status_id: textOf(old?.id),
    updated_at: wholeSeconds(at),
  };
}

/** The body of `submission_comment_created`, whose ids are local and whose user is the author. */
export function commentBody(submission: Submission, commentId: number, at: number) {
  return {
    submission_comment_id: String(commentId),
    submission_id: String(submission.id),
    user_id: '987',
    created_at: wholeSeconds(at),
    attachment_ids: [String(commentId + 1)],
    body: 'A comment that is not stored.',
  };
}

function instantOf(at: number | null): string | null {
  return at === null ? null : wholeSeconds(at);
}

function textOf(id: number | undefined): string | null {
  return id === undefined ? null : String(id);
}
