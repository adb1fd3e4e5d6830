import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import {
  type AnyTableName,
  allTableNames,
  allTables,
  perAnyTable,
  type TableName,
  tableNames,
} from '../../lambdas/consume-live-events/domain/tables.ts';
import { tableVariables } from '../../lambdas/consume-live-events/env.ts';
import type { Item } from '../../lambdas/consume-live-events/item.ts';
import { compareTexts } from '../command/text.ts';
import { type PlainRow, toPlain } from '../reader/plain-row.ts';

/** All that the tables hold: rows, and the items of their history. */
export type Rows = { readonly [name in AnyTableName]: readonly PlainRow[] };

/** A row, and the table it is of. */
export type TableRow = { readonly table: TableName; readonly row: PlainRow };

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
  const items = perAnyTable<Item[]>(() => []);
  for (const table of allTableNames) {
    for await (const item of scan(dynamodb, table, environment)) items[table].push(item);
  }
  return items;
}

/** Gives items as rows in order of their keys. */
export function toRows(table: AnyTableName, items: readonly Item[]): PlainRow[] {
  const rows = items.map((item) => toPlain({ M: item }) as PlainRow);
  return rows.sort((a, b) => compareTexts(keyOf(table, a), keyOf(table, b)));
}

/** Reads every row of the tables that a function's environment names, in no order, a page at a time. */
export async function* streamRows(
  client: DynamoDBClient,
  environment: { readonly [variable: string]: string },
): AsyncGenerator<TableRow> {
  for (const table of tableNames) {
    for await (const item of scan(client, table, environment))
      yield { table, row: toPlain({ M: item }) as PlainRow };
  }
}

async function* scan(
  client: DynamoDBClient,
  table: AnyTableName,
  environment: { readonly [variable: string]: string },
): AsyncGenerator<Item> {
  const TableName = environment[tableVariables[table]];
  if (TableName === undefined && table === 'history') return;
  if (TableName === undefined) throw new Error(`The function has no ${tableVariables[table]}.`);
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true }))
    yield* Items;
}

export function keyOf(table: AnyTableName, row: PlainRow): string[] {
  const { partitionKey, sortKey } = allTables[table];
  return [row[partitionKey], row[sortKey]].map(String);
}
