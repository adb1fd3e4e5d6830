import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Engines, startEngines } from '../../../../scripts/local/engines/engines.ts';
import type { CloudAssembly, Resource } from '../../../../scripts/local/stack/cloud-assembly.ts';
import { deploy } from '../../../../scripts/local/stack/deploy.ts';

let engines: Engines;

beforeEach(async () => {
  engines = await startEngines();
});

afterEach(() => engines.stop());

const declared = {
  Dead: { Type: 'AWS::SQS::Queue', Properties: { MessageRetentionPeriod: 1209600 } },
  Source: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      QueueName: 'canvas-live-events-test',
      VisibilityTimeout: 361,
      SqsManagedSseEnabled: true,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 5 },
    },
  },
  Table: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      TableName: 'rows',
      KeySchema: [
        { AttributeName: 'id', KeyType: 'HASH' },
        { AttributeName: 'facet', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'facet', AttributeType: 'S' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by_facet',
          KeySchema: [{ AttributeName: 'facet', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    },
  },
  Role: { Type: 'AWS::IAM::Role' },
  Function: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: { S3Key: 'code.zip' },
      Handler: 'index.handler',
      Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      Environment: { Variables: { TABLE: { Ref: 'Table' }, DEAD: { Ref: 'Dead' } } },
      Timeout: 60,
    },
  },
  Mapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: { 'Fn::GetAtt': ['Source', 'Arn'] },
      FunctionName: { Ref: 'Function' },
      BatchSize: 1000,
      MaximumBatchingWindowInSeconds: 5,
      ScalingConfig: { MaximumConcurrency: 3 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    },
  },
} satisfies Record<string, Resource>;

function assemblyOf(changed: Record<string, Resource> = {}): CloudAssembly {
  return {
    stackName: 'stack',
    template: {
      Resources: { ...declared, ...changed },
      Outputs: { Url: { Value: { Ref: 'Source' } }, RoleArn: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
    },
    assetDirectory: (key) => `/assets/${key}`,
  };
}

function changedMapping(properties: Record<string, unknown>): Record<string, Resource> {
  return { Mapping: { ...declared.Mapping, Properties: { ...declared.Mapping.Properties, ...properties } } };
}

describe('deploy', () => {
  test('reads how the function is run and fed', async () => {
    const deployment = await deploy(assemblyOf(), engines);

    expect(deployment).toEqual({
      queue: {
        name: 'canvas-live-events-test',
        url: `${engines.endpoints.sqs}/000000000000/canvas-live-events-test`,
        arn: 'arn:aws:sqs:us-east-1:000000000000:canvas-live-events-test',
      },
      deadLetterQueue: expect.objectContaining({ name: 'stack-Dead' }),
      function: {
        name: 'stack-Function',
        handler: 'index.handler',
        codeDirectory: '/assets/code.zip',
        environment: {
          AWS_LAMBDA_LOG_FORMAT: 'Text',
          TABLE: 'rows',
          DEAD: `${engines.endpoints.sqs}/000000000000/stack-Dead`,
        },
        memoryMegabytes: 128,
        timeoutSeconds: 60,
      },
      mapping: { batchSize: 1000, windowSeconds: 5, maximumConcurrency: 3, reportsBatchItemFailures: true },
      outputs: { Url: `${engines.endpoints.sqs}/000000000000/canvas-live-events-test` },
    });
  });

  test('creates queues with the attributes that are declared', async () => {
    const { queue } = await deploy(assemblyOf(), engines);

    const { Attributes = {} } = await engines.clients.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queue.url, AttributeNames: ['All'] }),
    );

    expect(Attributes).toMatchObject({ VisibilityTimeout: '361', SqsManagedSseEnabled: 'true' });
    expect(JSON.parse(Attributes.RedrivePolicy ?? '')).toEqual({
      deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:stack-Dead',
      maxReceiveCount: 5,
    });
  });

  test('creates tables with their indexes, ready for use', async () => {
    await deploy(assemblyOf(), engines);

    const { Table } = await engines.clients.dynamodb.send(new DescribeTableCommand({ TableName: 'rows' }));

    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      GlobalSecondaryIndexes: [{ IndexName: 'by_facet', Projection: { ProjectionType: 'KEYS_ONLY' } }],
    });
  });

  test('lets a queue name a key of the template, although the emulators encrypt nothing', async () => {
    const { Source } = declared;
    const encrypted = {
      ...Source,
      Properties: { ...Source.Properties, KmsMasterKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } },
    };
    const { queue } = await deploy(
      assemblyOf({ Source: encrypted, Key: { Type: 'AWS::KMS::Key' } }),
      engines,
    );
    expect(queue.name).toBe('canvas-live-events-test');
  });

  test('lets a test differ from the template', async () => {
    const { queue, mapping, ...deployment } = await deploy(assemblyOf(), engines, {
      queue: { VisibilityTimeout: '1' },
      mapping: { batchSize: 7 },
      function: { timeoutSeconds: 2 },
    });

    const { Attributes } = await engines.clients.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queue.url, AttributeNames: ['VisibilityTimeout'] }),
    );
    expect(Attributes).toEqual({ VisibilityTimeout: '1' });
    expect([mapping.batchSize, mapping.windowSeconds]).toEqual([7, 5]);
    expect(deployment.function.timeoutSeconds).toBe(2);
  });

  test.each<[string, Record<string, Resource>, string]>([
    [
      'an intrinsic it does not know',
      { Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::Select': [0, ['a']] } } } },
      'Dead.QueueName: the local run does not resolve this Fn::Select.',
    ],
    [
      'a needed resource it does not know',
      {
        Dead: { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKeyId: { Ref: 'Key' } } },
        Key: { Type: 'AWS::S3::Bucket' },
      },
      'A local run has no AWS::S3::Bucket Key',
    ],
    [
      'a queue property it does not know',
      { Dead: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } } },
      'Queue stack-Dead: a local run does not have FifoQueue.',
    ],
    [
      'a filter',
      changedMapping({ FilterCriteria: {} }),
      'Mapping: a local run does not have FilterCriteria.',
    ],
    ['a mapping that is off', changedMapping({ Enabled: false }), 'Mapping is disabled'],
    ['no mapping', { Mapping: { Type: 'AWS::Other' } }, 'declares 0 event source mappings'],
  ])('refuses %s', async (_, changed, message) => {
    await expect(deploy(assemblyOf(changed), engines)).rejects.toThrow(message);
  });
});
