import type { Row, RowOf } from '../reader/row-schemas.ts';

/**
 * Says which grade counts where rows of one submission hold two.
 *
 * @returns undefined where none do
 */
export function describeDisagreement(rows: readonly Row[]): string | undefined {
  const grades = new Map(
    rows.flatMap((row) => (row.type === 'submissions-grade' ? [[row.submission_id, row] as const] : [])),
  );
  const disagreeing = rows.flatMap((row) => {
    if (row.type !== 'submissions-submission') return [];
    const grade = grades.get(row.submission_id);
    return grade !== undefined && isOfAnotherGrade(row, grade) ? [{ submission: row, grade }] : [];
  });
  const [first, ...others] = disagreeing;
  if (first === undefined) return undefined;
  const isNewer = disagreeing.filter(({ submission, grade }) => submission.event_time > grade.event_time);
  return [
    others.length === 0
      ? `Submission ${first.submission.submission_id} has one grade in the facet grade and another in submission.`
      : `${disagreeing.length} submissions have one grade in the facet grade and another in submission.`,
    'The facet grade counts.',
    ...(isNewer.length === 0
      ? []
      : [
          `${others.length === 0 ? 'But the other' : `Of ${isNewer.length} the other`} is newer: a grade_change may be missing. npm run reconcile tells.`,
        ]),
  ].join(' ');
}

/** A submission that holds no grade is from before it was graded. */
function isOfAnotherGrade(
  { current: { grade = null, score = null } }: RowOf<'submissions-submission'>,
  { current: counts }: RowOf<'submissions-grade'>,
): boolean {
  const hasGrade = grade !== null || score !== null;
  return hasGrade && (grade !== (counts.grade ?? null) || score !== (counts.score ?? null));
}
