import {
  BatchWriteItemCommand,
  CreateTableCommand,
  type DynamoDBClient,
  type KeySchemaElement,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import {
  type AnyTableName,
  allTableNames,
  allTables,
  type KeyDefinition,
  type TableDefinition,
  tableOutputs,
} from '../../lambdas/consume-live-events/domain/tables.ts';
import type { Item } from '../../lambdas/consume-live-events/item.ts';
import {
  createRowStore,
  type RowStore,
  type RowStoreOptions,
} from '../../lambdas/consume-live-events/row-store.ts';

/** The names of an installation that was given none. */
export const physicalNames: { readonly [name in AnyTableName]: string } = {
  submissions: 'canvas-grade-state-prod-submissions',
  scores: 'canvas-grade-state-prod-scores',
  'course-scores': 'canvas-grade-state-prod-course-scores',
  history: 'canvas-grade-state-prod-history',
};

/** Where those are who were forgotten. */
export const forgottenTable = 'canvas-grade-state-prod-forgotten';

/** What a stack says of these tables. */
export const outputsOfTables: { readonly [id: string]: string } = {
  ...Object.fromEntries(allTableNames.map((table) => [tableOutputs[table], physicalNames[table]])),
  ForgottenTableName: forgottenTable,
  RetentionDays: 'none',
  HistoryDays: 'none',
};

/** Creates all tables with their indexes, as the stack does. */
export async function createTables(client: DynamoDBClient): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: forgottenTable,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'user_hash', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'user_hash', AttributeType: 'S' }],
    }),
  );
  for (const table of allTableNames) {
    const { indexes, ...key }: TableDefinition = allTables[table];
    const keys = [key, ...Object.values(indexes)].map(keySchemaOf);
    const names = new Set(keys.flat().map(({ AttributeName }) => AttributeName));
    const TableName = physicalNames[table];
    const globalIndexes = Object.entries(indexes).map(([IndexName, index]) => ({
      IndexName,
      KeySchema: keySchemaOf(index),
      Projection: { ProjectionType: 'KEYS_ONLY' as const },
    }));
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: keySchemaOf(key),
        AttributeDefinitions: [...names].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        ...(globalIndexes.length > 0 && { GlobalSecondaryIndexes: globalIndexes }),
      }),
    );
    await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.05 }, { TableName });
  }
}

function keySchemaOf({ partitionKey, sortKey }: KeyDefinition): KeySchemaElement[] {
  return [
    { AttributeName: partitionKey, KeyType: 'HASH' },
    { AttributeName: sortKey, KeyType: 'RANGE' },
  ];
}

/** Writes items, 25 to a request. */
export async function writeItems(
  client: DynamoDBClient,
  table: AnyTableName,
  items: readonly Item[],
): Promise<void> {
  for (let start = 0; start < items.length; start += 25) {
    const requests = items.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [physicalNames[table]]: requests } }));
  }
}

/** Opens the function's row store on these tables, for rows that are kept for ever and without their history, unless a test says otherwise. */
export function openRowStore(
  client: DynamoDBClient,
  names = physicalNames,
  options: Partial<RowStoreOptions> = {},
): RowStore {
  return createRowStore({
    client,
    physicalNames: names,
    forgottenTable,
    retentionDays: undefined,
    history: undefined,
    ...options,
  });
}

/** Counts, from now on, how often a client sends each command, and the statements of all. */
export function countCommands(client: DynamoDBClient): Map<string, number> {
  const counts = new Map<string, number>();
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        const { Statements = [] } = args.input as { Statements?: readonly unknown[] };
        counts.set(commandName, (counts.get(commandName) ?? 0) + 1);
        if (Statements.length > 0)
          counts.set('statements', (counts.get('statements') ?? 0) + Statements.length);
        return next(args);
      },
    { step: 'initialize' },
  );
  return counts;
}
