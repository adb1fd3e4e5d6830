import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, SetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { accountId, region } from '../../system/endpoints.ts';
import type { Engines } from '../engines/engines.ts';

export type Properties = { readonly [name: string]: unknown };

export function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`;
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
  properties: Properties,
  defaultName: string,
) {
  const { QueueName, Tags: _, ...attributes } = properties;
  const name = (QueueName as string | undefined) ?? defaultName;
  const unknown = Object.keys(attributes).filter((name) => !queueAttributes.has(name));
  if (unknown.length > 0) throw new Error(`Queue ${name}: a local run does not have ${unknown.join()}.`);
  await clients.sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: asTexts(attributes) }));
  // The URL that fauxqs answers is at a host which not every machine resolves; it takes any.
  return { name, url: `${endpoints.sqs}/${accountId}/${name}`, arn: arn('sqs', name) };
}

/** Sets an `AWS::SQS::QueuePolicy`. fauxqs keeps it and does not enforce it. */
export async function setQueuePolicy(sqs: SQSClient, { PolicyDocument, Queues }: Properties): Promise<void> {
  for (const QueueUrl of Queues as string[]) {
    const Attributes = asTexts({ Policy: PolicyDocument });
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
  }
}

/** The API takes every attribute as text, policies as JSON. */
function asTexts(attributes: Properties): { [name: string]: string } {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

/**
 * Creates a table with the keys and indexes that its `AWS::DynamoDB::Table` or `GlobalTable` declares, and
 * waits until it can be used. On demand, whatever is declared: a local run measures no capacity.
 */
export async function createTable(dynamodb: DynamoDBClient, properties: Properties, defaultName: string) {
  const TableName = (properties['TableName'] as string | undefined) ?? defaultName;
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
      ...(declared.LocalSecondaryIndexes && { LocalSecondaryIndexes: declared.LocalSecondaryIndexes }),
    }),
  );
  await waitUntilTableExists(
    { client: dynamodb, minDelay: 0.01, maxDelay: 0.1, maxWaitTime: 30 },
    { TableName },
  );
  return TableName;
}
