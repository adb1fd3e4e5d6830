import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import {
  perTable,
  type TableName,
  tableNames,
  tables,
} from '../../lambdas/consume-live-events/domain/tables.ts';
import { tableVariables } from '../../lambdas/consume-live-events/env.ts';
import { compareTexts } from '../command/text.ts';
import { type PlainRow, toPlain } from '../reader/plain-row.ts';

export type Rows = { readonly [name in TableName]: readonly PlainRow[] };

/** A row, and the table it is of. */
export type TableRow = { readonly table: TableName; readonly row: PlainRow };

/**
 * Reads every row of the tables that a function's environment names.
 *
 * Rows are in order of their keys and attributes in order of their names, so that two runs can be compared.
 */
export async function readRows(
  dynamodb: DynamoDBClient,
  environment: { readonly [variable: string]: string },
): Promise<Rows> {
  const rows = perTable<PlainRow[]>(() => []);
  for await (const { table, row } of streamRows(dynamodb, environment)) rows[table].push(row);
  for (const name of tableNames) {
    rows[name].sort((a, b) => compareTexts(keyOf({ table: name, row: a }), keyOf({ table: name, row: b })));
  }
  return rows;
}

/** Reads every row of the tables that a function's environment names, in no order, a page at a time. */
export async function* streamRows(
  client: DynamoDBClient,
  environment: { readonly [variable: string]: string },
): AsyncGenerator<TableRow> {
  for (const table of tableNames) {
    const TableName = environment[tableVariables[table]];
    if (TableName === undefined) throw new Error(`The function has no ${tableVariables[table]}.`);
    for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true })) {
      for (const item of Items) yield { table, row: toPlain({ M: item }) as PlainRow };
    }
  }
}

export function keyOf({ table, row }: TableRow): string[] {
  const { partitionKey, sortKey } = tables[table];
  return [row[partitionKey], row[sortKey]].map(String);
}
