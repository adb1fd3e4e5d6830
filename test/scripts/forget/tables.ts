import { type AttributeValue, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  allTableNames,
  allTables,
  type TableName,
} from '../../../lambdas/consume-live-events/domain/tables.ts';
import type { Engines } from '../../../scripts/local/engines/engines.ts';
import { readRows } from '../../../scripts/local/read-rows.ts';
import type { System } from '../../../scripts/system/connect.ts';
import { createTables, forgottenTable, physicalNames } from '../../support/dynamodb.ts';

/** A system of tables, and of nothing else. */
export async function createSystem({ clients }: Engines): Promise<System> {
  await createTables(clients.dynamodb);
  return {
    name: 'canvas-grade-state-prod',
    isLocal: false,
    ...clients,
    queueUrl: '',
    deadLetterQueueUrl: '',
    physicalNames,
    forgottenTable,
    close: () => {},
  };
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

/** Every row and every item of the history, by its key. */
export async function remainingKeys(dynamodb: DynamoDBClient): Promise<string[]> {
  const rows = await readRows(dynamodb, {
    SUBMISSIONS_TABLE: physicalNames.submissions,
    SCORES_TABLE: physicalNames.scores,
    COURSE_SCORES_TABLE: physicalNames['course-scores'],
    HISTORY_TABLE: physicalNames.history,
  });
  return allTableNames.flatMap((name) =>
    rows[name].map((row) => {
      const { partitionKey, sortKey } = allTables[name];
      return `${String(row[partitionKey])} ${String(row[sortKey])}`;
    }),
  );
}
