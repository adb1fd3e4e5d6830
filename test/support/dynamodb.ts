import { CreateTableCommand, type DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { tableNames, tables } from '../../lambdas/consume-live-events/domain/tables.ts';
import {
  createRowStore,
  type RowStore,
  type RowStoreOptions,
} from '../../lambdas/consume-live-events/row-store.ts';

export const physicalNames = {
  submissions: 'test-submissions',
  scores: 'test-scores',
  'course-scores': 'test-course-scores',
};

/** Creates the three tables, without their indexes. */
export async function createTables(client: DynamoDBClient): Promise<void> {
  for (const table of tableNames) {
    const { partitionKey, sortKey } = tables[table];
    const TableName = physicalNames[table];
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: partitionKey, KeyType: 'HASH' },
          { AttributeName: sortKey, KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [partitionKey, sortKey].map((name) => ({
          AttributeName: name,
          AttributeType: 'S',
        })),
      }),
    );
    await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.05 }, { TableName });
  }
}

/** Opens the function's row store on these tables, for rows that are kept for ever unless a test says otherwise. */
export function openRowStore(
  client: DynamoDBClient,
  names = physicalNames,
  options: Partial<RowStoreOptions> = {},
): RowStore {
  return createRowStore({ client, physicalNames: names, retentionDays: undefined, ...options });
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
