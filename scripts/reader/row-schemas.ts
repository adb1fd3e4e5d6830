import * as v from 'valibot';
import { type FieldType, type FieldTypes, facets } from '../../lambdas/consume-live-events/domain/facets.ts';
import { isId } from '../../lambdas/consume-live-events/domain/ids.ts';
import { parseInstant } from '../../lambdas/consume-live-events/domain/instants.ts';
import {
  commentIdOf,
  type DetailsOf,
  type IdentityName,
  identityAttributes,
  type KeyOf,
  type RowType,
  rowTypeNames,
  rowTypes,
  type ValuesOf,
} from '../../lambdas/consume-live-events/domain/row-types.ts';
import { hasFacets, tables } from '../../lambdas/consume-live-events/domain/tables.ts';

/*
 * Rows as they are read. Messages say what was expected and never what was found. What a later version
 * adds to a row is left out; what is there must be of its type.
 */

const is = <Type>(test: (input: unknown) => boolean, expected: string) => v.custom<Type>(test, expected);

const Id = is<string>((input) => typeof input === 'string' && isId(input), 'expected an id');
const Text = v.string('expected text');
const Num = is<number>((input) => Number.isFinite(input), 'expected a number');
const Instant = is<string>(
  (input) => input !== undefined && parseInstant(input) === input,
  'expected an instant in UTC with milliseconds',
);
const Source = v.picklist(['reported', 'observed'], 'expected reported or observed');
const Comment = is<string>((input) => commentIdOf(input) !== undefined, 'expected comment#<id>');

const schemas: { readonly [Type in FieldType]: v.GenericSchema<FieldTypes[Type]> } = {
  text: Text,
  number: Num,
  count: Num,
  flag: v.boolean('expected true or false'),
  instant: Instant,
  id: Id,
  ids: v.array(Id, 'expected a list of ids'),
};

/** What an event was, and when it was written. */
export const writing = {
  event_name: Text,
  event_time: Instant,
  written_at: Instant,
  expires_at: v.exactOptional(Num),
};

const writingOfRow = { ...writing, revision: Num };

type Fields = { readonly [name: string]: FieldType };

/** A value or detail may be null, known to be empty, or absent, never said. */
export type StateOf<Of> = {
  readonly [Name in keyof Of]?: Of[Name] extends FieldType ? FieldTypes[Of[Name]] | null : never;
};

/** Whose a row is, by its type. */
export type OwnerOf<Type extends RowType> = { readonly type: Type } & KeyOf<Type> & {
    readonly [Name in Exclude<IdentityName, keyof KeyOf<Type>>]?: string;
  };

/** A row as it is read: its attributes are those of the table, but for what is internal to the merge. */
export type RowOf<Type extends RowType> = OwnerOf<Type> & {
  readonly current: StateOf<ValuesOf<Type> & DetailsOf<Type>> & { readonly event_time: string };
  readonly previous:
    | (StateOf<ValuesOf<Type>> & {
        readonly event_time: string;
        readonly source: v.InferOutput<typeof Source>;
      })
    | null;
} & Readonly<v.InferOutput<v.ObjectSchema<typeof writingOfRow, undefined>>>;

/** Any row; `type` tells which. */
export type Row = { [Type in RowType]: RowOf<Type> }[RowType];

/** The shape of every type of row. */
export const rowSchemas = Object.fromEntries(rowTypeNames.map((type) => [type, rowSchema(type)])) as {
  readonly [Type in RowType]: v.GenericSchema<unknown, RowOf<Type>>;
};

function rowSchema(type: RowType): v.GenericSchema {
  const { values, details } = facets[rowTypes[type].facet];
  const current = { ...stateEntries({ ...values, ...details }), event_time: Instant };
  const previous = { ...stateEntries(values), event_time: Instant, source: Source };
  return v.object(
    {
      ...ownerEntries(type),
      current: v.object(current, 'expected a map'),
      previous: v.nullable(v.object(previous, 'expected a map')),
      ...writingOfRow,
    },
    'expected a map',
  );
}

/** The attributes that say whose a row is, and its type. */
export function ownerEntries(type: RowType): v.ObjectEntries {
  const key = keyEntries(type);
  const identity = Object.entries(identityAttributes).filter(([name]) => !Object.hasOwn(key, name));
  return {
    type: v.literal(type),
    ...key,
    ...Object.fromEntries(identity.map(([name, type]) => [name, v.exactOptional(schemas[type])])),
  };
}

function keyEntries(type: RowType): v.ObjectEntries {
  const { table, facet } = rowTypes[type];
  const { partitionKey, sortKey } = tables[table];
  const FacetKey = facet === 'comment' ? Comment : v.literal(facet);
  return { [partitionKey]: Id, [sortKey]: hasFacets(table) ? FacetKey : Id };
}

export function stateEntries(fields: Fields): v.ObjectEntries {
  const entries = Object.entries(fields);
  return Object.fromEntries(
    entries.map(([name, type]) => [name, v.exactOptional(v.nullable(schemas[type]))]),
  );
}
