import type { Facet } from '../../../lambdas/consume-live-events/domain/facets.ts';

/** What can be looked for. */
export const kinds = ['submission', 'score', 'course', 'student', 'assignment'] as const;
export type Kind = (typeof kinds)[number];

/** What the rows of a list can be narrowed down to, by a choice of one. */
export const narrowings = {
  facet: ['grade', 'submission', 'comment', 'custom_status', 'override', 'course_score'],
  status: ['graded', 'needs_review', 'excused', 'ungraded'],
  visibility: ['hidden', 'visible'],
} as const satisfies { readonly facet: readonly Facet[]; readonly [name: string]: readonly string[] };
