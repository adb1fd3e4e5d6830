/** A table of Canvas Data 2 and those of its columns that are read. */
export type CanvasTable = {
  /** Never null in Canvas: where no record has one, the file is another table's. */
  readonly always: readonly string[];
  readonly nullable?: readonly string[];
  /** Newer than some schools' files. */
  readonly optional?: readonly string[];
  /** When a record was changed last, as its order. */
  readonly changedAt: 'updated_at' | 'created_at';
};

/** Column names and types: https://developerdocs.instructure.com/services/dap/dataset/dataset-namespaces/dataset-canvas */
export const canvasTables = {
  assignments: {
    always: ['id', 'context_id', 'workflow_state', 'updated_at'],
    nullable: ['title', 'points_possible', 'submission_types'],
    changedAt: 'updated_at',
  },
  submissions: {
    always: ['id', 'assignment_id', 'user_id', 'workflow_state', 'updated_at'],
    nullable: [
      'course_id',
      'score',
      'grade',
      'excused',
      'posted_at',
      'graded_at',
      'grader_id',
      'submitted_at',
      'submission_type',
      'attempt',
      'late_policy_status',
      'cached_due_date',
    ],
    optional: ['cached_quiz_lti', 'custom_grade_status_id'],
    changedAt: 'updated_at',
  },
  scores: {
    always: ['id', 'enrollment_id', 'workflow_state', 'updated_at'],
    nullable: [
      'course_score',
      'grading_period_id',
      'assignment_group_id',
      'current_score',
      'final_score',
      'unposted_current_score',
      'unposted_final_score',
      'override_score',
      'created_at',
    ],
    optional: ['custom_grade_status_id'],
    changedAt: 'updated_at',
  },
  enrollments: {
    always: ['id', 'user_id', 'course_id', 'type', 'workflow_state', 'updated_at'],
    changedAt: 'updated_at',
  },
  submission_comments: {
    always: ['id', 'submission_id', 'created_at'],
    nullable: ['author_id', 'attachment_ids', 'draft', 'provisional_grade_id', 'context_id', 'context_type'],
    changedAt: 'created_at',
  },
  custom_grade_statuses: {
    always: ['id', 'name', 'updated_at'],
    changedAt: 'updated_at',
  },
} as const satisfies { readonly [name: string]: CanvasTable };

export type CanvasTableName = keyof typeof canvasTables;

export function columnsOf(name: CanvasTableName): readonly string[] {
  const { always, nullable = [], optional = [] }: CanvasTable = canvasTables[name];
  return [...always, ...nullable, ...optional];
}

export function isInstantColumn(column: string): boolean {
  return column.endsWith('_at') || column.endsWith('_date');
}

/** The facets that can be read from Canvas Data 2, each with the tables it needs. */
export const canvasDataFacets = {
  grade: ['assignments', 'submissions'],
  override: ['scores', 'enrollments'],
  course_score: ['scores', 'enrollments'],
  submission: ['assignments', 'submissions'],
  comment: ['submission_comments'],
  custom_status: ['custom_grade_statuses', 'assignments', 'submissions', 'scores', 'enrollments'],
} as const satisfies { readonly [facet: string]: readonly CanvasTableName[] };

export type CanvasDataFacet = keyof typeof canvasDataFacets;

export const defaultFacets: readonly CanvasDataFacet[] = ['grade', 'override', 'course_score'];

/** The tables that these facets need, in the order in which they are to be fetched: assignments first. */
export function tablesFor(chosen: readonly CanvasDataFacet[]): readonly CanvasTableName[] {
  const needed = new Set<CanvasTableName>(chosen.flatMap((facet) => canvasDataFacets[facet]));
  return (Object.keys(canvasTables) as CanvasTableName[]).filter((name) => needed.has(name));
}
