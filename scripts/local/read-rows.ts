import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import {
  type AnyTableName,
  allTables,
  perAnyTable,
} from '../../lambdas/consume-live-events/domain/tables.ts';
import { tableVariables } from '../../lambdas/consume-live-events/env.ts';
import type { Item } from '../../lambdas/consume-live-events/item.ts';
import { compareTexts } from '../command/text.ts';
import { type PlainRow, toPlain } from '../reader/plain-row.ts';

/** All that the tables hold: rows, and the items of their history. */
export type Rows = { readonly [name in AnyTableName]: readonly PlainRow[] };

/**
 * Reads every row of the tables that a function's environment names. A history that it does not name is empty.
 *
 * Rows are in order of their keys and attributes in order of their names, so that two runs can be compared.
 */
export async function readRows(
  dynamodb: DynamoDBClient,
  environment: { readonly [variable: string]: string },
): Promise<Rows> {
  const items = await readItems(dynamodb, environment);
  return perAnyTable((name) => toRows(name, items[name]));
}

/** Reads the same as DynamoDB has it, in no order. */
export async function readItems(
  dynamodb: DynamoDBClient,
  environment: { readonly [variable: string]: string },
): Promise<{ readonly [name in AnyTableName]: readonly Item[] }> {
  const scans = perAnyTable((name) => {
    const physicalName = environment[tableVariables[name]];
    if (physicalName !== undefined) return scan(dynamodb, physicalName);
    if (name === 'history') return [];
    throw new Error(`The function has no ${tableVariables[name]}.`);
  });
  const read = await Promise.all(Object.entries(scans).map(async ([name, items]) => [name, await items]));
  return Object.fromEntries(read) as { [name in AnyTableName]: Item[] };
}

async function scan(client: DynamoDBClient, TableName: string): Promise<Item[]> {
  const items: Item[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true })) {
    items.push(...Items);
  }
  return items;
}

/** Gives items as rows in order of their keys. */
export function toRows(name: AnyTableName, items: readonly Item[]): PlainRow[] {
  const { partitionKey, sortKey } = allTables[name];
  const keyOf = (row: PlainRow) => [row[partitionKey], row[sortKey]].map(String);
  const rows = items.map((item) => toPlain({ M: item }) as PlainRow);
  return rows.sort((a, b) => compareTexts(keyOf(a), keyOf(b)));
}
