import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import { createDynamoDBClient } from '../../lambdas/consume-live-events/aws-clients.ts';
import type { Row } from '../../lambdas/consume-live-events/domain/merge.ts';
import { toItem, writeStatement } from '../../lambdas/consume-live-events/row-item.ts';
import {
  createStatementSender,
  STATEMENTS_IN_FLIGHT,
} from '../../lambdas/consume-live-events/send-statement.ts';
import { createTunedClient } from '../bundles/tuned-client.ts';

/** Sends the rows, each as a conditional write of a row that the table does not hold yet. */
export type Writer = (rows: readonly Row[]) => Promise<void>;

/** The SDK's connection pool has 50 sockets. */
const PUTS_IN_FLIGHT = 48;
const table = 'bench-submissions';
const write = {
  seenRevision: undefined,
  revision: 1,
  writtenAt: new Date('2026-03-02T10:00:00.000Z'),
  retentionDays: undefined,
};

/** The ways to write, apart from all else that the function does. */
export const writers = {
  'put-default': () => putEach(new DynamoDBClient()),
  'put-tuned': () => putEach(createTunedClient()),
  'our-statements': () => insertTogether(createDynamoDBClient()),
} as const satisfies Record<string, () => Writer>;

export type WriterName = keyof typeof writers;

function putEach(client: DynamoDBClient): Writer {
  return async (rows) => {
    const put = async (row: Row) => {
      const command = new PutItemCommand({
        TableName: table,
        Item: toItem(row, write),
        ConditionExpression: 'attribute_not_exists(#revision)',
        ExpressionAttributeNames: { '#revision': 'revision' },
      });
      await client.send(command);
    };
    await pMap(rows, put, { concurrency: PUTS_IN_FLIGHT });
  };
}

function insertTogether(client: DynamoDBClient): Writer {
  const sendStatement = createStatementSender(client);
  return async (rows) => {
    const { signal } = new AbortController();
    const insert = (row: Row) => sendStatement(writeStatement(row, table, write), signal);
    const written = await pMap(rows, insert, { concurrency: STATEMENTS_IN_FLIGHT });
    if (written.includes(false)) throw new Error('a statement was refused');
  };
}
