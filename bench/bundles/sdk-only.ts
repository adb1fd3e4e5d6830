import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
} from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse } from 'aws-lambda';

const clients = [new DynamoDBClient(), new SQSClient()];
const commands = [
  new BatchGetItemCommand({ RequestItems: {} }),
  new GetItemCommand({ TableName: 'none', Key: {} }),
  new BatchExecuteStatementCommand({ Statements: [] }),
  new SendMessageCommand({ QueueUrl: 'none', MessageBody: '' }),
];

/** What a function cannot do without that talks to both: the clients and commands of ours, and nothing done with them. */
export async function handler(): Promise<SQSBatchResponse> {
  if (clients.length + commands.length === 0)
    throw new Error('unreachable; keeps the bundler from dropping them');
  return { batchItemFailures: [] };
}
