import { type AttributeValue, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type TableName, tableNames, tables } from '../../../lambdas/consume-live-events/domain/tables.ts';
import type { Engines } from '../../../scripts/local/engines/engines.ts';
import { readRows } from '../../../scripts/local/read-rows.ts';
import { createTable } from '../../../scripts/local/stack/create-resource.ts';
import type { System } from '../../../scripts/system/connect.ts';
import { physicalNames } from '../../support/dynamodb.ts';

/** A system of tables with their indexes, and of nothing else. */
export async function createSystem({ clients }: Engines): Promise<System> {
  for (const name of tableNames) {
    const { partitionKey, sortKey, indexes } = tables[name];
    const keys = [{ partitionKey, sortKey }, ...Object.values(indexes)];
    const names = new Set(keys.flatMap((key) => [key.partitionKey, key.sortKey]));
    await createTable(
      clients.dynamodb,
      {
        KeySchema: keySchema({ partitionKey, sortKey }),
        AttributeDefinitions: [...names].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        GlobalSecondaryIndexes: Object.entries(indexes).map(([IndexName, key]) => ({
          IndexName,
          KeySchema: keySchema(key),
          Projection: { ProjectionType: 'KEYS_ONLY' },
        })),
      },
      physicalNames[name],
    );
  }
  return {
    name: 'canvas-grade-state-prod',
    isLocal: false,
    ...clients,
    queueUrl: '',
    deadLetterQueueUrl: '',
    physicalNames,
    close: () => {},
  };
}

function keySchema({ partitionKey, sortKey }: { partitionKey: string; sortKey: string }) {
  return [
    { AttributeName: partitionKey, KeyType: 'HASH' },
    { AttributeName: sortKey, KeyType: 'RANGE' },
  ];
}

type Attributes = { readonly [name: string]: string };

/** Puts a row with text attributes, and some in its current state. */
export async function putRow(
  dynamodb: DynamoDBClient,
  table: TableName,
  attributes: Attributes,
  current: Attributes = {},
): Promise<void> {
  const texts = (values: Attributes): Record<string, AttributeValue> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { S: value }]));
  const Item = { ...texts(attributes), current: { M: texts(current) }, previous: { NULL: true as const } };
  await dynamodb.send(new PutItemCommand({ TableName: physicalNames[table], Item }));
}

/** Every row of all tables, by its key. */
export async function remainingKeys(dynamodb: DynamoDBClient): Promise<string[]> {
  const rows = await readRows(dynamodb, {
    SUBMISSIONS_TABLE: physicalNames.submissions,
    SCORES_TABLE: physicalNames.scores,
    COURSE_SCORES_TABLE: physicalNames['course-scores'],
  });
  return tableNames.flatMap((name) =>
    rows[name].map((row) => {
      const { partitionKey, sortKey } = tables[name];
      return `${String(row[partitionKey])} ${String(row[sortKey])}`;
    }),
  );
}
