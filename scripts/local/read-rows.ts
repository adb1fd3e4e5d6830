import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { type TableName, tableNames, tables } from '../../lambdas/consume-live-events/domain/tables.ts';
import { tableVariables } from '../../lambdas/consume-live-events/env.ts';
import { compareTexts } from '../command/text.ts';
import { type PlainRow, toPlain } from '../reader/plain-row.ts';

export type Rows = { readonly [name in TableName]: readonly PlainRow[] };

/**
 * Reads every row of the tables that a function's environment names.
 *
 * Rows are in order of their keys and attributes in order of their names, so that two runs can be compared.
 */
export async function readRows(
  dynamodb: DynamoDBClient,
  environment: { readonly [variable: string]: string },
): Promise<Rows> {
  const read = await Promise.all(
    tableNames.map(async (name) => {
      const physicalName = environment[tableVariables[name]];
      if (physicalName === undefined) throw new Error(`The function has no ${tableVariables[name]}.`);
      return [name, await scan(dynamodb, name, physicalName)] as const;
    }),
  );
  return Object.fromEntries(read) as { [name in TableName]: PlainRow[] };
}

async function scan(dynamodb: DynamoDBClient, name: TableName, TableName: string): Promise<PlainRow[]> {
  const rows: PlainRow[] = [];
  for await (const { Items = [] } of paginateScan(
    { client: dynamodb },
    { TableName, ConsistentRead: true },
  )) {
    rows.push(...Items.map((item) => toPlain({ M: item }) as PlainRow));
  }
  const { partitionKey, sortKey } = tables[name];
  const keyOf = (row: PlainRow) => [row[partitionKey], row[sortKey]].map(String);
  return rows.sort((a, b) => compareTexts(keyOf(a), keyOf(b)));
}
