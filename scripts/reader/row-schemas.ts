import * as v from 'valibot';
import { type Facet, facets } from '../../lambdas/consume-live-events/domain/facets.ts';
import { isId } from '../../lambdas/consume-live-events/domain/ids.ts';
import { parseInstant } from '../../lambdas/consume-live-events/domain/instants.ts';
import { type RowType, rowTypes } from './row-types.ts';

/*
 * Rows as they are read. Messages say what was expected and never what was found. What a later version
 * adds to a row is left out; what is there must be of its type.
 */

const is = <Type>(test: (input: unknown) => boolean, expected: string) => v.custom<Type>(test, expected);

const Id = is<string>((input) => typeof input === 'string' && isId(input), 'expected an id');
const Text = v.string('expected text');
const Num = is<number>((input) => Number.isFinite(input), 'expected a number');
const Flag = v.boolean('expected true or false');
const Instant = is<string>(
  (input) => input !== undefined && parseInstant(input) === input,
  'expected an instant in UTC with milliseconds',
);

/** Values and details by name, whatever facet they are of. */
const fields = {
  grade: Text,
  score: Num,
  points_possible: Num,
  status: Text,
  hidden: Flag,
  grading_complete: Flag,
  grader_id: Id,
  assignment_name: Text,
  student_sis_id: Text,
  workflow_state: Text,
  attempt: Num,
  submission_type: Text,
  submitted_at: Instant,
  late: Flag,
  missing: Flag,
  graded_at: Instant,
  posted_at: Instant,
  updated_at: Instant,
  body: Text,
  author_id: Id,
  created_at: Instant,
  attachment_ids: v.array(Id, 'expected a list of ids'),
  override_score: Num,
  status_id: Id,
  current_score: Num,
  final_score: Num,
  unposted_current_score: Num,
  unposted_final_score: Num,
};

type Fields = typeof fields;
type Name = (typeof facets)[Facet]['values' | 'details'][number];
type Field<N extends Name> = v.ExactOptionalSchema<v.NullableSchema<Fields[N], undefined>, undefined>;

type FacetOf<T extends RowType> = (typeof facets)[(typeof rowTypes)[T]['facet']];

/** A value or detail may be null, known to be empty, or absent, never said. */
function stateEntries<const Names extends readonly Name[]>(names: Names) {
  const entries = names.map((name) => [name, v.exactOptional(v.nullable<Fields[Name]>(fields[name]))]);
  return Object.fromEntries(entries) as { [N in Names[number]]: Field<N> };
}

const identity = {
  course_id: v.exactOptional(Id),
  user_id: v.exactOptional(Id),
  assignment_id: v.exactOptional(Id),
  enrollment_id: v.exactOptional(Id),
  grading_period_id: v.exactOptional(Id),
  root_account_uuid: v.exactOptional(Text),
};

const writing = {
  event_name: Text,
  event_time: Instant,
  revision: Num,
  written_at: Instant,
  expires_at: v.exactOptional(Num),
};

const Source = v.picklist(['reported', 'observed'], 'expected reported or observed');

function rowSchema<const T extends RowType, const K extends v.ObjectEntries>(type: T, keyAndIdentity: K) {
  const { values, details } = facets[rowTypes[type].facet];
  const valueEntries = stateEntries<FacetOf<T>['values']>(values);
  const detailEntries = stateEntries<FacetOf<T>['details']>(details);
  const current = v.object({ ...valueEntries, ...detailEntries, event_time: Instant }, 'expected a map');
  const previous = v.object({ ...valueEntries, event_time: Instant, source: Source }, 'expected a map');
  return v.object(
    {
      type: v.literal(type),
      ...keyAndIdentity,
      current,
      previous: v.nullable(previous),
      ...writing,
    },
    'expected a map',
  );
}

const isCommentFacet = (input: unknown) => typeof input === 'string' && input.startsWith('comment#');
const comment = is<`comment#${string}`>(isCommentFacet, 'expected comment#<id>');

/** The shape of every type of row. Its attributes are those of the table, but for what is internal to the merge. */
export const rowSchemas = {
  'submissions-grade': rowSchema('submissions-grade', ofSubmission('grade')),
  'submissions-submission': rowSchema('submissions-submission', ofSubmission('submission')),
  'submissions-comment': rowSchema('submissions-comment', { submission_id: Id, facet: comment, ...identity }),
  'submissions-custom_status': rowSchema('submissions-custom_status', ofSubmission('custom_status')),
  'scores-override': rowSchema('scores-override', ofScore('override')),
  'scores-custom_status': rowSchema('scores-custom_status', ofScore('custom_status')),
  'course-scores': rowSchema('course-scores', { ...identity, course_id: Id, user_id: Id }),
};

function ofSubmission<const F extends string>(facet: F) {
  return { submission_id: Id, facet: v.literal(facet), ...identity };
}

function ofScore<const F extends string>(facet: F) {
  return { score_id: Id, facet: v.literal(facet), ...identity };
}

export type RowOf<T extends RowType> = v.InferOutput<(typeof rowSchemas)[T]>;
/** Any row; `type` tells which. */
export type Row = { [T in RowType]: RowOf<T> }[RowType];
