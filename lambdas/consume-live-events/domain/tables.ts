/**
 * Names the tables, their keys and their indexes, once: the stack creates them from here, the store
 * writes to them, readers and the local run query them.
 *
 * A row is one fact about one entity: the current and the previous state of one `facet` of a
 * submission or score, or of a student's score in a course.
 */
export const tables = {
  submissions: {
    partitionKey: 'submission_id',
    sortKey: 'facet',
    indexes: {
      by_course: { partitionKey: 'course_id', sortKey: 'facet' },
      by_user: { partitionKey: 'user_id', sortKey: 'facet' },
      by_assignment: { partitionKey: 'assignment_id', sortKey: 'facet' },
    },
  },
  scores: {
    partitionKey: 'score_id',
    sortKey: 'facet',
    indexes: {
      by_course: { partitionKey: 'course_id', sortKey: 'facet' },
      by_user: { partitionKey: 'user_id', sortKey: 'facet' },
    },
  },
  'course-scores': {
    partitionKey: 'course_id',
    sortKey: 'user_id',
    indexes: {
      by_user: { partitionKey: 'user_id', sortKey: 'course_id' },
    },
  },
} as const satisfies Record<string, TableDefinition>;

/** Key attribute names of a table or an index; every key attribute is a DynamoDB string. */
export type KeyDefinition = { readonly partitionKey: string; readonly sortKey: string };

/** A table's key and its indexes, each projecting keys only. */
export type TableDefinition = KeyDefinition & {
  readonly indexes: { readonly [indexName: string]: KeyDefinition };
};

export type TableName = keyof typeof tables;

export const tableNames = Object.keys(tables) as TableName[];

/**
 * All tables: those of rows, and the history, which keeps every observation that rows are made of.
 *
 * A query by `entity` gives the story of a submission, a score or a student in a course; `entry` sorts it by
 * facet, then in time.
 */
export const allTables = {
  ...tables,
  history: { partitionKey: 'entity', sortKey: 'entry', indexes: {} },
} as const satisfies Record<string, TableDefinition>;

export type AnyTableName = keyof typeof allTables;

export const allTableNames = Object.keys(allTables) as AnyTableName[];

/** Makes something of each table of rows, under its name. */
export function perTable<Made>(make: (table: TableName) => Made): { readonly [Name in TableName]: Made } {
  return perName(tableNames, make);
}

/** Makes something of each table, under its name. */
export function perAnyTable<Made>(make: (table: AnyTableName) => Made): {
  readonly [Name in AnyTableName]: Made;
} {
  return perName(allTableNames, make);
}

function perName<Name extends string, Made>(names: readonly Name[], make: (name: Name) => Made) {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as { [Each in Name]: Made };
}

/** Tells whether the rows of a table have an attribute `facet`; in one without, all are of one facet. */
export function hasFacets(table: TableName): boolean {
  return tables[table].sortKey === 'facet';
}

/** Which output of the stack tells the physical name of which table. */
export const tableOutputs = {
  submissions: 'SubmissionsTableName',
  scores: 'ScoresTableName',
  'course-scores': 'CourseScoresTableName',
  history: 'HistoryTableName',
} as const satisfies Record<AnyTableName, string>;

/** The attribute that DynamoDB's time to live reads: epoch seconds, present only when rows are kept for a limited time. */
export const expiryAttribute = 'expires_at';
