import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { facets } from '../../lambdas/consume-live-events/domain/facets.ts';
import { tableOf } from '../../lambdas/consume-live-events/domain/history.ts';
import {
  type DetailsOf,
  type RowType,
  rowTypeNames,
  rowTypeOf,
  rowTypes,
  type ValuesOf,
} from '../../lambdas/consume-live-events/domain/row-types.ts';
import { type PlainRow, toPlain } from './plain-row.ts';
import { describeIssue, InvalidRowError } from './read-row.ts';
import { type OwnerOf, ownerEntries, type StateOf, stateEntries, writing } from './row-schemas.ts';

/** What one event said of a row, as the history keeps it. */
export type EntryOf<Type extends RowType> = OwnerOf<Type> & {
  /** `submissions#21070000000011086` */
  readonly entity: string;
  /** Facet and order: entries of a row sort by it in time. */
  readonly entry: string;
  readonly state: StateOf<ValuesOf<Type> & DetailsOf<Type>>;
  /** What the event reports of before; null where its format reports nothing. */
  readonly old: StateOf<ValuesOf<Type>> | null;
} & Readonly<v.InferOutput<v.ObjectSchema<typeof writing, undefined>>>;

/** Any entry; `type` tells of which type of row. */
export type Entry = { [Type in RowType]: EntryOf<Type> }[RowType];

const schemas = Object.fromEntries(rowTypeNames.map((type) => [type, entrySchema(type)])) as {
  readonly [Type in RowType]: v.GenericSchema<unknown, EntryOf<Type>>;
};

function entrySchema(type: RowType): v.GenericSchema {
  const { values, details } = facets[rowTypes[type].facet];
  return v.object(
    {
      ...ownerEntries(type),
      entity: v.string('expected text'),
      entry: v.string('expected text'),
      state: v.object(stateEntries({ ...values, ...details }), 'expected a map'),
      old: v.nullable(v.object(stateEntries(values), 'expected a map')),
      ...writing,
    },
    'expected a map',
  );
}

/**
 * Reads an item of the history.
 *
 * @throws InvalidRowError
 */
export function readEntry(item: Record<string, AttributeValue>): Entry {
  const plain = toPlain({ M: item }) as PlainRow;
  const table = tableOf(String(plain['entity']));
  const type = rowTypeOf(table, plain);
  if (type === undefined) throw new InvalidRowError('history', plain, ['facet: unknown to this version']);
  const parsed = v.safeParse(schemas[type], { ...plain, type });
  if (!parsed.success) throw new InvalidRowError('history', plain, parsed.issues.map(describeIssue));
  return parsed.output;
}
