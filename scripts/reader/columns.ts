import {
  type Facet,
  facets as facetDefinitions,
  facetOf,
} from '../../lambdas/consume-live-events/domain/facets.ts';
import { expiryAttribute, type TableName, tables } from '../../lambdas/consume-live-events/domain/tables.ts';
import type { Item } from '../../lambdas/consume-live-events/row-item.ts';
import { CommandError } from '../command/command-error.ts';

/**
 * What a column holds. An id is text; an instant is text as in the tables, and a timestamp where the file
 * format has one; ids are a JSON list in a text, because not every format has lists.
 */
export type ColumnType = 'text' | 'double' | 'integer' | 'boolean' | 'instant' | 'ids';

/** A column of a flat file, and where in a row's item its value is. */
export type Column = { readonly name: string; readonly type: ColumnType; readonly path: readonly string[] };

/** Rows of one shape, which get one file. */
export type RowType = {
  /** Also the name of its file, without extension. */
  readonly name: string;
  readonly table: TableName;
  readonly facet: Facet;
  readonly columns: readonly Column[];
};

type StateName = {
  [Name in Facet]: (typeof facetDefinitions)[Name]['values' | 'details'][number];
}[Facet];

/** The type of every value and detail, by its name alone: none has two types. */
const stateTypes: { readonly [Name in StateName]: ColumnType } = {
  assignment_name: 'text',
  attachment_ids: 'ids',
  attempt: 'integer',
  author_id: 'text',
  body: 'text',
  created_at: 'instant',
  current_score: 'double',
  final_score: 'double',
  grade: 'text',
  graded_at: 'instant',
  grader_id: 'text',
  grading_complete: 'boolean',
  hidden: 'boolean',
  late: 'boolean',
  missing: 'boolean',
  override_score: 'double',
  points_possible: 'double',
  posted_at: 'instant',
  score: 'double',
  status: 'text',
  status_id: 'text',
  student_sis_id: 'text',
  submission_type: 'text',
  submitted_at: 'instant',
  unposted_current_score: 'double',
  unposted_final_score: 'double',
  updated_at: 'instant',
  workflow_state: 'text',
};

const ofSubmission = ['assignment_id', 'course_id', 'user_id', 'root_account_uuid'];
const ofScore = ['course_id', 'user_id', 'enrollment_id', 'grading_period_id', 'root_account_uuid'];

/** Every row type, in the order of their files' listing. */
export const rowTypes: readonly RowType[] = [
  rowType('submissions-grade', 'submissions', 'grade', ofSubmission),
  rowType('submissions-submission', 'submissions', 'submission', ofSubmission),
  rowType('submissions-comment', 'submissions', 'comment', ['course_id', 'root_account_uuid']),
  rowType('submissions-custom_status', 'submissions', 'custom_status', ofSubmission),
  rowType('scores-override', 'scores', 'override', ofScore),
  rowType('scores-custom_status', 'scores', 'custom_status', ofScore),
  rowType('course-scores', 'course-scores', 'course_score', ['root_account_uuid']),
];

/** The row types that a table holds. */
export function rowTypesOf(table: TableName): readonly RowType[] {
  return rowTypes.filter((type) => type.table === table);
}

/**
 * Tells the row type of an item.
 *
 * @throws CommandError when a newer version of the system made it: leaving it out would go unnoticed
 */
export function rowTypeOf(table: TableName, item: Item): RowType {
  const facet = facetOf(table, { facet: item['facet']?.S ?? '' });
  const found = rowTypes.find((type) => type.table === table && type.facet === facet);
  if (found !== undefined) return found;
  throw new CommandError(
    `The table ${table} holds a row of a facet that this version does not know. Export with the version that is deployed.`,
  );
}

function rowType(name: string, table: TableName, facet: Facet, identity: readonly string[]): RowType {
  const { values, details } = facetDefinitions[facet];
  const { partitionKey, sortKey } = tables[table];
  const state = (of: 'current' | 'previous') => (name: StateName) =>
    column(`${of}_${name}`, stateTypes[name], of, name);
  const columns = [
    ...[partitionKey, sortKey, ...identity].map((name) => column(name, 'text', name)),
    ...[...values, ...details].map(state('current')),
    ...values.map(state('previous')),
    column('previous_event_time', 'instant', 'previous', 'event_time'),
    column('previous_source', 'text', 'previous', 'source'),
    column('event_name', 'text', 'event_name'),
    column('event_time', 'instant', 'event_time'),
    column('revision', 'integer', 'revision'),
    column('written_at', 'instant', 'written_at'),
    column(expiryAttribute, 'integer', expiryAttribute),
  ];
  return { name, table, facet, columns };
}

function column(name: string, type: ColumnType, ...path: readonly string[]): Column {
  return { name, type, path };
}
