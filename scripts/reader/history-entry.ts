import * as v from 'valibot';
import { facets } from '../../lambdas/consume-live-events/domain/facets.ts';
import { tableOf } from '../../lambdas/consume-live-events/domain/history.ts';
import {
  type DetailsOf,
  type RowType,
  rowTypeNames,
  rowTypes,
  type ValuesOf,
} from '../../lambdas/consume-live-events/domain/row-types.ts';
import { type Item, textOf } from '../../lambdas/consume-live-events/item.ts';
import { readItem } from './read-row.ts';
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
export function readEntry(item: Item): Entry {
  return readItem<Entry>('history', tableOf(textOf(item, 'entity')), item, schemas);
}
