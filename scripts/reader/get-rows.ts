import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { backOff } from '../../lambdas/consume-live-events/back-off.ts';
import {
  type AnyTableName,
  allTables,
  type TableName,
} from '../../lambdas/consume-live-events/domain/tables.ts';
import type { Item } from '../../lambdas/consume-live-events/item.ts';
import { readRow } from './read-row.ts';
import type { Row } from './row-schemas.ts';
import type { Source } from './source.ts';

/** DynamoDB reads at most 100 keys in one BatchGetItem. */
export const MAXIMUM_KEYS = 100;

/** This many answers in a row without a single row: some ten seconds of throttling. */
const MAXIMUM_FRUITLESS_ATTEMPTS = 15;

/**
 * Gets up to 100 rows by their keys, in the order of the keys. Rows that are not there are left out.
 *
 * Keys that DynamoDB leaves unprocessed, because it throttles or the answer is full, are asked for again.
 */
export async function getRows(
  { dynamodb, physicalNames }: Source,
  table: TableName,
  keys: readonly Item[],
  signal: AbortSignal,
): Promise<Row[]> {
  const TableName = physicalNames[table];
  const found = new Map<string, Item>();
  let remaining = [...keys];
  for (let fruitless = 0; remaining.length > 0; ) {
    if (fruitless > MAXIMUM_FRUITLESS_ATTEMPTS) {
      throw new Error(`DynamoDB keeps throttling reads of ${TableName}. Try again later.`);
    }
    if (fruitless > 0) await backOff(fruitless, signal);
    const command = new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: remaining } } });
    const output = await dynamodb.send(command, { abortSignal: signal });
    const items = output.Responses?.[TableName] ?? [];
    for (const item of items) found.set(keyText(table, item), item);
    fruitless = items.length > 0 ? 0 : fruitless + 1;
    remaining = output.UnprocessedKeys?.[TableName]?.Keys ?? [];
  }
  return keys.flatMap((key) => {
    const item = found.get(keyText(table, key));
    return item === undefined ? [] : [readRow(table, item)];
  });
}

/** Gives the key attributes of an item. */
export function keyOf(table: AnyTableName, item: Item): Item {
  const { partitionKey, sortKey } = allTables[table];
  return Object.fromEntries([partitionKey, sortKey].map((name) => [name, item[name] ?? { S: '' }]));
}

function keyText(table: TableName, item: Item): string {
  return JSON.stringify(keyOf(table, item));
}
