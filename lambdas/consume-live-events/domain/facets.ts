/** What each type of field is in a row. Ids are text in global form, instants UTC text with milliseconds. */
export type FieldTypes = {
  readonly text: string;
  readonly number: number;
  readonly count: number;
  readonly flag: boolean;
  readonly instant: string;
  readonly id: string;
  readonly ids: readonly string[];
};

export type FieldType = keyof FieldTypes;

type Fields = { readonly [name: string]: FieldType };

/**
 * Lists what each facet of a row holds, each field with its type.
 *
 * `values` are what makes two states different, so a change of any of them is a change from previous
 * to current. `details` describe the current state only. `body` is there only where the storing of
 * texts is switched on.
 */
export const facets = {
  grade: {
    values: { grade: 'text', score: 'number', points_possible: 'number' },
    details: {
      status: 'text',
      hidden: 'flag',
      grading_complete: 'flag',
      grader_id: 'id',
      assignment_name: 'text',
      student_sis_id: 'text',
    },
  },
  submission: {
    values: {
      workflow_state: 'text',
      attempt: 'count',
      submission_type: 'text',
      submitted_at: 'instant',
      late: 'flag',
      missing: 'flag',
      grade: 'text',
      score: 'number',
      graded_at: 'instant',
      posted_at: 'instant',
    },
    details: { updated_at: 'instant', body: 'text' },
  },
  comment: {
    values: { author_id: 'id', created_at: 'instant', attachment_ids: 'ids' },
    details: { body: 'text' },
  },
  override: { values: { override_score: 'number' }, details: { updated_at: 'instant' } },
  custom_status: { values: { status: 'text', status_id: 'id' }, details: { updated_at: 'instant' } },
  course_score: {
    values: {
      current_score: 'number',
      final_score: 'number',
      unposted_current_score: 'number',
      unposted_final_score: 'number',
    },
    details: { workflow_state: 'text', created_at: 'instant', updated_at: 'instant' },
  },
} as const satisfies Record<string, { values: Fields; details: Fields }>;

export type Facet = keyof typeof facets;

/** Listed once: states are compared more often than anything else is done with them. */
const valueNames = Object.fromEntries(
  Object.entries(facets).map(([facet, { values }]) => [facet, Object.keys(values)]),
) as { readonly [Name in Facet]: string[] };

/** A value as a row holds it. */
export type Value = FieldTypes[FieldType] | null;

/** Values and details by name. One that is known to be empty is null; one the event's format never says is left out. */
export type State = { readonly [name: string]: Value };

/** Tells whether two states of a facet differ in a value. Null and left out are the same. */
export function differ(facet: Facet, a: State, b: State): boolean {
  return valueNames[facet].some((name) => !isSame(a[name] ?? null, b[name] ?? null));
}

function isSame(a: Value, b: Value): boolean {
  return a === b || (Array.isArray(a) && Array.isArray(b) && a.join() === b.join());
}

/** Keeps the values of a state and drops its details. */
export function valuesOf(facet: Facet, state: State): State {
  const names = valueNames[facet];
  return Object.fromEntries(Object.entries(state).filter(([name]) => names.includes(name)));
}
