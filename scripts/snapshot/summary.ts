/** What is wrong with one line or record of a source. Names a field and what was expected of it, never a value. */
export type Problem = {
  /** The file, as it was named; for records of Canvas's own sources, where they come from. */
  readonly file: string;
  /** Counted from 1; null where a source has no lines. */
  readonly line: number | null;
  /** The path of the field, as `values.score`; `line` for the line as a whole. */
  readonly field: string;
  readonly expected: string;
};

/** Why a record makes no line though nothing is wrong with it, in words for people. */
export const leftOutReasons = {
  deleted: 'deleted in Canvas, as its data says; our row stays',
  newer_than_assignments: 'changed after the assignments were read: run it again with newer files',
  assignment_unknown: 'of an assignment that is not in the files',
  enrollment_unknown: 'of an enrolment that is not in the files',
  other_score: 'of a grading period or an assignment group',
  other_enrollment: 'of another section of the same course',
  status_unknown: 'of a custom status that is not in the files',
  draft: 'a draft, or of a provisional grade',
  anonymous: 'of a student whom Canvas hides from graders',
} as const;

export type LeftOut = keyof typeof leftOutReasons;

/** What a source gives no lines for. */
export type Summary = {
  /** How many records, by the reason. */
  readonly leftOut: { [Reason in LeftOut]?: number };
  /** The first of them; `problemCount` counts all. */
  readonly problems: Problem[];
  problemCount: number;
};

const KEPT_PROBLEMS = 1000;

export function startSummary(): Summary {
  return { leftOut: {}, problems: [], problemCount: 0 };
}

export function leaveOut({ leftOut }: Summary, reason: LeftOut, times = 1): void {
  leftOut[reason] = (leftOut[reason] ?? 0) + times;
}

export function addProblem(summary: Summary, problem: Problem, times = 1): void {
  summary.problemCount += times;
  if (summary.problems.length < KEPT_PROBLEMS) summary.problems.push(problem);
}
