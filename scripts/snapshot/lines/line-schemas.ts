import * as v from 'valibot';
import type { Facet, facets } from '../../../lambdas/consume-live-events/domain/facets.ts';
import {
  OptionalBooleanSchema,
  OptionalCountSchema,
  OptionalInstantSchema,
  OptionalNumberSchema,
  OptionalTextSchema,
  RequiredInstantSchema,
} from '../../../lambdas/consume-live-events/domain/fields.ts';
import { isId, shardOf } from '../../../lambdas/consume-live-events/domain/ids.ts';
import { snapshotSources } from '../../../lambdas/consume-live-events/domain/snapshot.ts';
import type { TableName } from '../../../lambdas/consume-live-events/domain/tables.ts';

/*
 * The fields of a line are those of events, and as strictly checked; but a line is made for us, so every
 * value must be there, ids are in global form already, and a name that we do not know is a mistake.
 */

const id = v.custom<string>(
  (input) => typeof input === 'string' && isId(input) && shardOf(input) !== '',
  'expected a global Canvas id as text',
);
const ids = v.array(id, 'expected a list of global Canvas ids as text');
/** Canvas Data 2 puts this in place of a text of several MB. */
const textLeftOut = '__cd2_oversized_truncated__';
const text = v.pipe(
  v.unwrap(OptionalTextSchema),
  v.check((input) => input.toLowerCase() !== textLeftOut, 'expected the text itself, which was too large'),
);
const number = v.unwrap(OptionalNumberSchema);
const count = v.unwrap(OptionalCountSchema);
const boolean = v.unwrap(OptionalBooleanSchema);
const instant = v.unwrap(OptionalInstantSchema);

type FieldSchema =
  | typeof id
  | typeof ids
  | typeof text
  | typeof number
  | typeof count
  | typeof boolean
  | typeof instant;
type Fields<Names extends string> = { readonly [Name in Names]: FieldSchema };
type NamesOf<Name extends Facet, Kind extends 'values' | 'details'> = (typeof facets)[Name][Kind][number];

/** No line brings a text: whether texts are stored is decided where events arrive. */
type FacetFields = {
  readonly [Name in Facet]: {
    readonly values: Fields<NamesOf<Name, 'values'>>;
    readonly details: Fields<Exclude<NamesOf<Name, 'details'>, 'body'>>;
  };
};

const facetFields: FacetFields = {
  grade: {
    values: { grade: text, score: number, points_possible: number },
    details: {
      status: text,
      hidden: boolean,
      grading_complete: boolean,
      grader_id: id,
      assignment_name: text,
      student_sis_id: text,
    },
  },
  submission: {
    values: {
      workflow_state: text,
      attempt: count,
      submission_type: text,
      submitted_at: instant,
      late: boolean,
      missing: boolean,
      grade: text,
      score: number,
      graded_at: instant,
      posted_at: instant,
    },
    details: { updated_at: instant },
  },
  comment: { values: { author_id: id, created_at: instant, attachment_ids: ids }, details: {} },
  override: { values: { override_score: number }, details: { updated_at: instant } },
  custom_status: { values: { status: text, status_id: id }, details: { updated_at: instant } },
  course_score: {
    values: {
      current_score: number,
      final_score: number,
      unposted_current_score: number,
      unposted_final_score: number,
    },
    details: { workflow_state: text, created_at: instant, updated_at: instant },
  },
};

const identityFields = {
  submissions: { assignment_id: id, course_id: id, user_id: id, root_account_uuid: text },
  scores: { course_id: id, user_id: id, enrollment_id: id, grading_period_id: id, root_account_uuid: text },
  'course-scores': { root_account_uuid: text },
} satisfies { [Name in TableName]: { readonly [attribute: string]: FieldSchema } };

function isFacetKey(input: unknown, facet: Facet): boolean {
  if (facet !== 'comment') return input === facet;
  const [name, commentId, ...more] = typeof input === 'string' ? input.split('#') : [];
  return name === 'comment' && v.is(id, commentId) && more.length === 0;
}

function facetKey(facet: Facet) {
  const expected = facet === 'comment' ? 'comment#<global id of the comment>' : facet;
  return v.custom<string>((input) => isFacetKey(input, facet), `expected ${expected}`);
}

function keyFields(table: TableName, facet: Facet): { readonly [attribute: string]: v.GenericSchema } {
  if (table === 'course-scores') return { course_id: id, user_id: id };
  return { [table === 'scores' ? 'score_id' : 'submission_id']: id, facet: facetKey(facet) };
}

/** Says what an object is missing, or has too much, without valibot's own words, which quote the input. */
function objectMessage(missing: string) {
  return ({ expected }: v.StrictObjectIssue): string => {
    if (expected === 'Object') return 'expected an object';
    return expected === 'never' ? 'expected no field of this name' : `expected ${missing}`;
  };
}

function mapFields<Schema extends v.GenericSchema>(
  fields: { readonly [name: string]: FieldSchema },
  wrap: (schema: v.GenericSchema) => Schema,
): { [name: string]: Schema } {
  return Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, wrap(schema)]));
}

function lineSchema(table: TableName, facet: Facet) {
  const { values, details } = facetFields[facet];
  const optional = (schema: v.GenericSchema) => v.optional(v.nullable(schema));
  return v.strictObject(
    {
      table: v.literal(table),
      key: v.strictObject(keyFields(table, facet), objectMessage('a key attribute')),
      identity: v.strictObject(mapFields(identityFields[table], optional), objectMessage('an object')),
      values: v.strictObject(
        mapFields(values, (schema) => v.nullable(schema)),
        objectMessage('a value or null: a line holds all values of its row, or is no line'),
      ),
      details: v.strictObject(mapFields(details, optional), objectMessage('an object')),
      as_of: v.unwrap(RequiredInstantSchema),
      source: v.picklist(snapshotSources, `expected ${snapshotSources.join(' or ')}`),
      only_existing: v.optional(boolean, false),
    },
    objectMessage('this field'),
  );
}

export type LineSchema = ReturnType<typeof lineSchema>;

/** The schemas of lines, by the kinds of row that there are. */
export const lineSchemas: {
  readonly [Table in TableName]: { readonly [Name in Facet]?: LineSchema };
} = {
  submissions: {
    grade: lineSchema('submissions', 'grade'),
    submission: lineSchema('submissions', 'submission'),
    comment: lineSchema('submissions', 'comment'),
    custom_status: lineSchema('submissions', 'custom_status'),
  },
  scores: {
    override: lineSchema('scores', 'override'),
    custom_status: lineSchema('scores', 'custom_status'),
  },
  'course-scores': { course_score: lineSchema('course-scores', 'course_score') },
};
