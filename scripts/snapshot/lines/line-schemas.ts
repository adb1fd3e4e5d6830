import * as v from 'valibot';
import { type FieldType, facets } from '../../../lambdas/consume-live-events/domain/facets.ts';
import {
  OptionalBooleanSchema,
  OptionalCountSchema,
  OptionalInstantSchema,
  OptionalNumberSchema,
  OptionalTextSchema,
  RequiredInstantSchema,
} from '../../../lambdas/consume-live-events/domain/field-types.ts';
import { isId, shardOf } from '../../../lambdas/consume-live-events/domain/ids.ts';
import {
  commentIdOf,
  identityAttributes,
  type RowType,
  rowTypeNames,
  rowTypes,
} from '../../../lambdas/consume-live-events/domain/row-types.ts';
import { snapshotSources } from '../../../lambdas/consume-live-events/domain/snapshot.ts';
import { tables } from '../../../lambdas/consume-live-events/domain/tables.ts';

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

const fieldSchemas = { text, number, count, flag: boolean, instant, id, ids } satisfies {
  readonly [Type in FieldType]: v.GenericSchema;
};

const commentKey = v.custom<string>(
  (input) => v.is(id, commentIdOf(input)),
  'expected comment#<global id of the comment>',
);

/** The facet is known already: it told the type. */
function keyFields({ table, facet }: (typeof rowTypes)[RowType]): {
  readonly [attribute: string]: v.GenericSchema;
} {
  const { partitionKey, sortKey } = tables[table];
  const facetKey = facet === 'comment' ? commentKey : v.string();
  return { [partitionKey]: id, [sortKey]: sortKey === 'facet' ? facetKey : id };
}

/** Says what an object is missing, or has too much, without valibot's own words, which quote the input. */
function objectMessage(missing: string) {
  return ({ expected }: v.StrictObjectIssue): string => {
    if (expected === 'Object') return 'expected an object';
    return expected === 'never' ? 'expected no field of this name' : `expected ${missing}`;
  };
}

function mapFields<Schema extends v.GenericSchema>(
  fields: { readonly [name: string]: FieldType },
  wrap: (schema: v.GenericSchema) => Schema,
): { [name: string]: Schema } {
  return Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, wrap(fieldSchemas[type])]));
}

function lineSchema(type: RowType) {
  const { table, facet, identity } = rowTypes[type];
  // No line brings a text: whether texts are stored is decided where events arrive.
  const { body: _, ...details }: { readonly [name: string]: FieldType } = facets[facet].details;
  const identityFields = Object.fromEntries(identity.map((name) => [name, identityAttributes[name]]));
  const optional = (schema: v.GenericSchema) => v.optional(v.nullable(schema));
  return v.strictObject(
    {
      table: v.literal(table),
      key: v.strictObject(keyFields(rowTypes[type]), objectMessage('a key attribute')),
      identity: v.strictObject(mapFields(identityFields, optional), objectMessage('an object')),
      values: v.strictObject(
        mapFields(facets[facet].values, (schema) => v.nullable(schema)),
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

/** The schema of the lines of every type of row. */
export const lineSchemas = Object.fromEntries(rowTypeNames.map((type) => [type, lineSchema(type)])) as {
  readonly [Type in RowType]: LineSchema;
};
