import { paginateQuery } from '@aws-sdk/client-dynamodb';
import { pMapIterable } from 'p-map';
import type { Facet } from '../../lambdas/consume-live-events/domain/facets.ts';
import {
  type TableDefinition,
  type TableName,
  tables,
} from '../../lambdas/consume-live-events/domain/tables.ts';
import type { Item } from '../../lambdas/consume-live-events/item.ts';
import { facetCondition } from './facet-condition.ts';
import { getRows, keyOf, MAXIMUM_KEYS } from './get-rows.ts';
import { readRow } from './read-row.ts';
import type { Row } from './row-schemas.ts';
import type { Source, Watch } from './source.ts';

/** Rows whose attribute has a value; with a facet, only those of it. */
export type Condition = {
  readonly attribute: string;
  readonly value: string;
  readonly facet?: Facet | undefined;
};

/** Rows of a page; an empty page says that reading continues. */
export type Page = readonly Row[];

/** Keys of a page of an index. DynamoDB would give up to 1 MB of them, ten thousand keys, at once. */
const KEYS_AT_ONCE = 1_000;
const BATCHES_AT_ONCE = 4;

/**
 * Reads the rows of a table that meet a condition, by the table's own key or by the index for it.
 *
 * An index holds keys alone and may be a moment behind: the rows are read from the table, and one that
 * does not meet the condition any more is left out.
 */
export async function* queryRows(
  source: Source,
  table: TableName,
  condition: Condition,
  watch: Watch,
): AsyncGenerator<Page> {
  if (tables[table].partitionKey === condition.attribute) {
    for await (const items of queryItems(source, table, undefined, condition, watch)) {
      watch.onRead(items.length);
      yield items.map((item) => readRow(table, item));
    }
    return;
  }
  const batches = batchesOf(queryKeys(source, table, condition, watch));
  const pages = pMapIterable(batches, (keys) => getRows(source, table, keys, watch.signal), {
    concurrency: BATCHES_AT_ONCE,
  });
  for await (const rows of pages) {
    watch.onRead(rows.length);
    yield rows.filter((row) => (row as { [name: string]: unknown })[condition.attribute] === condition.value);
  }
}

/** Reads the keys of the rows that meet a condition, from the index for it. */
export async function* queryKeys(
  source: Source,
  table: TableName,
  condition: Condition,
  watch: Watch,
): AsyncGenerator<readonly Item[]> {
  const index = indexFor(table, condition.attribute);
  if (index === undefined) throw new Error(`${table} has no index by ${condition.attribute}.`);
  for await (const items of queryItems(source, table, index, condition, watch)) {
    yield items.map((item) => keyOf(table, item));
  }
}

/** Names the index of a table whose partition key an attribute is. */
export function indexFor(table: TableName, attribute: string): string | undefined {
  const { indexes }: TableDefinition = tables[table];
  return Object.keys(indexes).find((name) => indexes[name]?.partitionKey === attribute);
}

async function* queryItems(
  { dynamodb, physicalNames }: Source,
  table: TableName,
  IndexName: string | undefined,
  { attribute, value, facet }: Condition,
  { signal }: Watch,
): AsyncGenerator<Item[]> {
  const { expressions, values } = facetCondition(table, facet);
  const pages = paginateQuery(
    { client: dynamodb, pageSize: KEYS_AT_ONCE },
    {
      TableName: physicalNames[table],
      IndexName,
      KeyConditionExpression: [`${attribute} = :value`, ...expressions].join(' AND '),
      ExpressionAttributeValues: { ':value': { S: value }, ...values },
    },
    { abortSignal: signal },
  );
  for await (const { Items = [] } of pages) yield Items;
}

async function* batchesOf(pages: AsyncIterable<readonly Item[]>): AsyncGenerator<Item[]> {
  for await (const keys of pages) {
    for (let start = 0; start < keys.length; start += MAXIMUM_KEYS) {
      yield keys.slice(start, start + MAXIMUM_KEYS);
    }
  }
}
