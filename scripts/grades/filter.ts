import type { Row, RowOf } from '../reader/row-schemas.ts';

/** What the status of a grade can be, where its event says it. */
export const statuses = ['graded', 'needs_review', 'excused', 'ungraded', 'deleted'] as const;

/** Which of the rows read are shown: those that are all of this. */
export type Filter = {
  readonly assignment?: string | undefined;
  /** Of grades alone, and so is all that follows. */
  readonly status?: (typeof statuses)[number] | undefined;
  readonly isHidden?: boolean | undefined;
  readonly grader?: string | undefined;
  /** Went down by more than this much of the points possible, in percent. */
  readonly droppedBy?: number | undefined;
};

type Grade = RowOf<'submissions-grade'>;

/** Tells whether a row is as asked. */
export function matches({ assignment, ...ofGrades }: Filter): (row: Row) => boolean {
  const areAsked = Object.values(ofGrades).some((value) => value !== undefined);
  return (row) => {
    if (assignment !== undefined && row.assignment_id !== assignment) return false;
    return !areAsked || (row.type === 'submissions-grade' && matchesGrade(row, ofGrades));
  };
}

function matchesGrade(
  row: Grade,
  { status, isHidden, grader, droppedBy }: Omit<Filter, 'assignment'>,
): boolean {
  const { current } = row;
  return (
    (status === undefined || current.status === status) &&
    (isHidden === undefined || current.hidden === isHidden) &&
    (grader === undefined || current.grader_id === grader) &&
    (droppedBy === undefined || percentDropped(row) > droppedBy)
  );
}

/**
 * Tells by how much of the points possible a score went down, in percent; where an assignment has no points, of the
 * earlier score. A grade that has no score, now or before, did not go down.
 *
 *     8 of 10, then 65 of 100 -> 15
 */
function percentDropped({ current, previous }: Grade): number {
  const { score: now, points_possible: points } = current;
  const { score: before, points_possible: pointsBefore } = previous ?? {};
  if (typeof now !== 'number' || typeof before !== 'number') return 0;
  if (points && pointsBefore && points > 0 && pointsBefore > 0) {
    return (100 * (before * points - now * pointsBefore)) / (pointsBefore * points);
  }
  return before > 0 ? (100 * (before - now)) / before : 0;
}
