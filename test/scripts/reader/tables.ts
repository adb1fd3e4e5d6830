import {
  BatchWriteItemCommand,
  CreateTableCommand,
  type DynamoDBClient,
  type KeySchemaElement,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import {
  type KeyDefinition,
  type TableDefinition,
  type TableName,
  tableNames,
  tables,
} from '../../../lambdas/consume-live-events/domain/tables.ts';
import type { Item } from '../../../lambdas/consume-live-events/row-item.ts';

/** The names of an installation that was given none. */
export const physicalNames = {
  submissions: 'canvas-grade-state-prod-submissions',
  scores: 'canvas-grade-state-prod-scores',
  'course-scores': 'canvas-grade-state-prod-course-scores',
};

/** Creates the three tables with their indexes, as the stack does. */
export async function createIndexedTables(client: DynamoDBClient): Promise<void> {
  for (const table of tableNames) {
    const { indexes, ...key }: TableDefinition = tables[table];
    const names = new Set([key, ...Object.values(indexes)].flatMap((each) => Object.values(keysOf(each))));
    const TableName = physicalNames[table];
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: keySchema(key),
        AttributeDefinitions: [...names].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
        GlobalSecondaryIndexes: Object.entries(indexes).map(([IndexName, index]) => ({
          IndexName,
          KeySchema: keySchema(index),
          Projection: { ProjectionType: 'KEYS_ONLY' },
        })),
      }),
    );
    await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.05 }, { TableName });
  }
}

/** Writes items, 25 to a request. */
export async function writeItems(
  client: DynamoDBClient,
  table: TableName,
  items: readonly Item[],
): Promise<void> {
  for (let start = 0; start < items.length; start += 25) {
    const requests = items.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [physicalNames[table]]: requests } }));
  }
}

function keysOf({ partitionKey, sortKey }: KeyDefinition) {
  return { partitionKey, sortKey };
}

function keySchema({ partitionKey, sortKey }: KeyDefinition): KeySchemaElement[] {
  return [
    { AttributeName: partitionKey, KeyType: 'HASH' },
    { AttributeName: sortKey, KeyType: 'RANGE' },
  ];
}
