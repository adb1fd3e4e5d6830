import type { Facet, FieldType, facets } from './facets.ts';
import { hasFacets, perTable, type TableName, type tables } from './tables.ts';

/** Every attribute that says whose row it is, with its type. */
export const identityAttributes = {
  course_id: 'id',
  user_id: 'id',
  assignment_id: 'id',
  enrollment_id: 'id',
  grading_period_id: 'id',
  root_account_uuid: 'text',
} as const satisfies { readonly [name: string]: FieldType };

export type IdentityName = keyof typeof identityAttributes;

export const identityNames = Object.keys(identityAttributes) as IdentityName[];

const ofSubmission = ['assignment_id', 'course_id', 'user_id', 'root_account_uuid'] as const;
const ofScore = ['course_id', 'user_id', 'enrollment_id', 'grading_period_id', 'root_account_uuid'] as const;

/** Lists every type of row: its table, its facet, and the identity that its events may know beside its key. */
export const rowTypes = {
  'submissions-grade': { table: 'submissions', facet: 'grade', identity: ofSubmission },
  'submissions-submission': { table: 'submissions', facet: 'submission', identity: ofSubmission },
  'submissions-comment': {
    table: 'submissions',
    facet: 'comment',
    identity: ['course_id', 'root_account_uuid'],
  },
  'submissions-custom_status': { table: 'submissions', facet: 'custom_status', identity: ofSubmission },
  'scores-override': { table: 'scores', facet: 'override', identity: ofScore },
  'scores-custom_status': { table: 'scores', facet: 'custom_status', identity: ofScore },
  'course-scores': { table: 'course-scores', facet: 'course_score', identity: ['root_account_uuid'] },
} as const satisfies Record<
  string,
  { readonly table: TableName; readonly facet: Facet; readonly identity: readonly IdentityName[] }
>;

export type RowType = keyof typeof rowTypes;

export const rowTypeNames = Object.keys(rowTypes) as RowType[];

export type FacetOf<Type extends RowType> = (typeof rowTypes)[Type]['facet'];
export type IdentityOf<Type extends RowType> = (typeof rowTypes)[Type]['identity'][number];
export type ValuesOf<Type extends RowType> = (typeof facets)[FacetOf<Type>]['values'];
export type DetailsOf<Type extends RowType> = (typeof facets)[FacetOf<Type>]['details'];

/** What the attribute `facet` of a row holds: a comment's has the comment's id, so there is one row a comment. */
export type FacetKey<Name extends Facet> = Name extends 'comment' ? `comment#${string}` : Name;

type KeyName<Table extends TableName> = (typeof tables)[Table]['partitionKey' | 'sortKey'];

/** The key attributes of a row. */
export type KeyOf<Type extends RowType> = {
  readonly [Name in KeyName<(typeof rowTypes)[Type]['table']>]: Name extends 'facet'
    ? FacetKey<FacetOf<Type>>
    : string;
};

/** What the attribute `facet` of every comment begins with. */
export const commentPrefix = 'comment#' satisfies FacetKey<'comment'>;

export function commentFacet(commentId: string): FacetKey<'comment'> {
  return `${commentPrefix}${commentId}`;
}

/** Reads the id of a comment out of its row's attribute `facet`; undefined for any other row's. */
export function commentIdOf(facet: unknown): string | undefined {
  return isComment(facet) ? facet.slice(commentPrefix.length) : undefined;
}

function isComment(facet: unknown): facet is FacetKey<'comment'> {
  return typeof facet === 'string' && facet.startsWith(commentPrefix);
}

/**
 * Tells the type of a row from its table and its attribute `facet`, which course scores do not have.
 *
 * @returns undefined for a row that only a later version knows
 */
export function rowTypeOf(
  table: TableName,
  row: { readonly [attribute: string]: unknown },
): RowType | undefined {
  if (!hasFacets(table)) return typesByFacet[table].get(undefined);
  return typesByFacet[table].get(isComment(row['facet']) ? 'comment' : row['facet']);
}

const typesByFacet = perTable((table) => {
  const types = rowTypeNames.filter((type) => rowTypes[type].table === table);
  return new Map<unknown, RowType>(
    types.map((type) => [hasFacets(table) ? rowTypes[type].facet : undefined, type]),
  );
});

/** Tells the facet of a row in the same way. */
export function facetOf(table: TableName, row: { readonly [attribute: string]: unknown }): Facet | undefined {
  const type = rowTypeOf(table, row);
  return type && rowTypes[type].facet;
}
