import type { TableName } from './tables.ts';

/**
 * Lists what each facet of a row holds.
 *
 * `values` are what makes two states different, so a change of any of them is a change from previous
 * to current. `details` describe the current state only. `body` is there only where the storing of
 * texts is switched on.
 */
export const facets = {
  grade: {
    values: ['grade', 'score', 'points_possible'],
    details: ['status', 'hidden', 'grading_complete', 'grader_id', 'assignment_name', 'student_sis_id'],
  },
  submission: {
    values: [
      'workflow_state',
      'attempt',
      'submission_type',
      'submitted_at',
      'late',
      'missing',
      'grade',
      'score',
      'graded_at',
      'posted_at',
    ],
    details: ['updated_at', 'body'],
  },
  comment: { values: ['author_id', 'created_at', 'attachment_ids'], details: ['body'] },
  override: { values: ['override_score'], details: ['updated_at'] },
  custom_status: { values: ['status', 'status_id'], details: ['updated_at'] },
  course_score: {
    values: ['current_score', 'final_score', 'unposted_current_score', 'unposted_final_score'],
    details: ['workflow_state', 'created_at', 'updated_at'],
  },
} as const satisfies Record<string, { values: readonly string[]; details: readonly string[] }>;

export type Facet = keyof typeof facets;

/**
 * Tells the facet of a row from its table and key.
 *
 * A comment's sort key is `comment#<submission_comment_id>`, one row a comment; course scores have a
 * table of their own and no facet attribute.
 */
export function facetOf(table: TableName, key: { readonly [attribute: string]: string }): Facet {
  return table === 'course-scores' ? 'course_score' : (key['facet']?.split('#', 1)[0] as Facet);
}

/** A value as a row holds it. Ids are text and instants are UTC text with milliseconds. */
export type Value = string | number | boolean | null | readonly string[];

/** Values and details by name. One that is known to be empty is null; one the event's format never says is left out. */
export type State = { readonly [name: string]: Value };

/** Tells whether two states of a facet differ in a value. Null and left out are the same. */
export function differ(facet: Facet, a: State, b: State): boolean {
  return facets[facet].values.some((name) => !isSame(a[name] ?? null, b[name] ?? null));
}

function isSame(a: Value, b: Value): boolean {
  return a === b || (Array.isArray(a) && Array.isArray(b) && a.join() === b.join());
}

/** Keeps the values of a state and drops its details. */
export function valuesOf(facet: Facet, state: State): State {
  const names: readonly string[] = facets[facet].values;
  return Object.fromEntries(Object.entries(state).filter(([name]) => names.includes(name)));
}
