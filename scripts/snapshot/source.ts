import type { Facet } from '../../lambdas/consume-live-events/domain/facets.ts';
import type { Line } from './lines/line.ts';
import type { Problem } from './problems.ts';

/**
 * What a snapshot of Canvas says, wherever it comes from.
 *
 * A source that could be opened is whole: it was checked before the first line, so what is written of it is
 * not half a file.
 */
export type Source = {
  /**
   * An instant known to be no later than the moment at which any of the states was read; null where the
   * source does not say.
   */
  readonly notAfter: string | null;
  /** How many lines there are, at most: to tell how long it will take. */
  readonly atMost: number;
  /** Gives all lines, in pages. Can be called once. */
  readonly lines: () => AsyncIterable<readonly Line[]>;
  /** Grows while lines are read, and is complete when all of them were. */
  readonly summary: Summary;
  /** Finds rows of ours that the snapshot has no record of; for a source that is known to hold all there are. */
  readonly findUnknown?: (rows: AsyncIterable<HeldRow>) => Promise<Unknown>;
  /** Removes what was put on disk. Also to be called when not all lines were read. */
  readonly close: () => Promise<void>;
};

/** Which row is here. */
export type HeldRow = Pick<Line, 'table' | 'key' | 'facet'>;

/** Rows that are here and not there: reported, never acted on. */
export type Unknown = {
  readonly counts: { readonly [Name in Facet]?: number };
  /** The first of them. */
  readonly examples: readonly Pick<HeldRow, 'table' | 'key'>[];
};

export type Summary = {
  /** How many lines were given. */
  readonly lines: number;
  /** How many records are not given as lines, by the reason. */
  readonly leftOut: { readonly [Reason in LeftOut]?: number };
  /** The first of them; `problemCount` counts all. */
  readonly problems: readonly Problem[];
  readonly problemCount: number;
};

/**
 * Why a record makes no line though nothing is wrong with it.
 *
 * - `deleted`: Canvas Data 2 says that the record is gone. Reported, never acted on.
 * - `newer_than_assignments`: a submission that changed after the assignments were written to their file:
 *   its points might be those of before.
 * - `assignment_unknown`, `enrollment_unknown`: what it belongs to is not in the files.
 * - `other_score`: a score of a grading period or an assignment group, or one that is not active.
 * - `other_enrollment`: a course score of a student who has a newer one through another section.
 * - `status_unknown`: a custom status whose name is not in the files.
 * - `draft`: a comment that is a draft or belongs to a provisional grade.
 * - `anonymous`: a submission whose student Canvas hides from graders.
 */
export type LeftOut =
  | 'deleted'
  | 'newer_than_assignments'
  | 'assignment_unknown'
  | 'enrollment_unknown'
  | 'other_score'
  | 'other_enrollment'
  | 'status_unknown'
  | 'draft'
  | 'anonymous';
