import { type AttributeValue, type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { type TableName, tableNames, tables } from '../../lambdas/consume-live-events/domain/tables.ts';
import { tableVariables } from '../../lambdas/consume-live-events/env.ts';

/** A row as plain JSON, under the attribute names of the table. */
export type PlainRow = { readonly [attribute: string]: unknown };

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

/** Orders lists of texts by UTF-16 units, whatever the language of the machine. */
export function compareTexts(a: readonly string[], b: readonly string[]): number {
  for (const [i, text] of a.entries()) {
    const other = b[i] ?? '';
    if (text !== other) return text < other ? -1 : 1;
  }
  return 0;
}

/** Turns a DynamoDB value into JSON, objects with their keys sorted. */
export function toPlain(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.L !== undefined) return value.L.map(toPlain);
  if (value.M !== undefined) {
    const entries = Object.entries(value.M).sort(([a], [b]) => compareTexts([a], [b]));
    return Object.fromEntries(entries.map(([name, part]) => [name, toPlain(part)]));
  }
  if (value.SS !== undefined) return value.SS.toSorted();
  if (value.NS !== undefined) return value.NS.map(Number);
  if (value.B !== undefined) return Buffer.from(value.B).toString('base64');
  return null;
}
