import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { accountId, type Endpoints, region } from '../../system/endpoints.ts';
import type { Engines } from '../engines/engines.ts';
import type { DeployedQueue } from './deploy.ts';

export type Properties = { readonly [name: string]: unknown };

export function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`;
}

/** Gives the address of a queue. The URL that fauxqs answers is at a host which not every machine resolves; it takes any. */
export function describeQueue(endpoints: Endpoints, name: string): DeployedQueue {
  return { name, url: `${endpoints.sqs}/${accountId}/${name}`, arn: arn('sqs', name) };
}

/** Properties of a queue that CloudFormation and the SQS API name alike. */
const queueAttributes = new Set([
  'DelaySeconds',
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'RedriveAllowPolicy',
  'RedrivePolicy',
  'SqsManagedSseEnabled',
  'VisibilityTimeout',
]);

/** Creates a standard queue with every attribute that its `AWS::SQS::Queue` declares. */
export async function createQueue(
  { clients, endpoints }: Engines,
  { QueueName: _, Tags: __, ...attributes }: Properties,
  name: string,
) {
  const unknown = Object.keys(attributes).filter((name) => !queueAttributes.has(name));
  if (unknown.length > 0) throw new Error(`Queue ${name}: a local run does not have ${unknown.join()}.`);
  await clients.sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: asTexts(attributes) }));
  return describeQueue(endpoints, name);
}

/** The API takes every attribute as text, a redrive policy as JSON. */
function asTexts(attributes: Properties): { [name: string]: string } {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

/**
 * Creates a table with the keys and indexes that its `AWS::DynamoDB::Table` declares, and waits until it
 * can be used. On demand, whatever is declared: a local run measures no capacity.
 */
export async function createTable(dynamodb: DynamoDBClient, properties: Properties, TableName: string) {
  const declared = properties as Partial<CreateTableCommandInput>;
  const indexes = declared.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
    IndexName,
    KeySchema,
    Projection,
  }));
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      KeySchema: declared.KeySchema,
      AttributeDefinitions: declared.AttributeDefinitions,
      BillingMode: 'PAY_PER_REQUEST',
      ...(indexes && { GlobalSecondaryIndexes: indexes }),
    }),
  );
  await waitUntilTableExists(
    { client: dynamodb, minDelay: 0.01, maxDelay: 0.1, maxWaitTime: 30 },
    { TableName },
  );
}
