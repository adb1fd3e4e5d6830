import { describe, expect, test } from '@jest/globals';
import { arnOf, ref, synthesize } from './synthesize.ts';

const { resource, idsOf } = synthesize();
const queue = resource('LiveEventsQueue').Properties;
const deadLetters = resource('DeadLetterQueue').Properties;
const days = 86_400;

const tlsOnly = (queueId: string) => ({
  Effect: 'Deny',
  Principal: { AWS: '*' },
  Action: 'sqs:*',
  Resource: arnOf(queueId),
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});
const accountRoot = (account: string) => ({
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${account}:root`]],
});

describe('the queue Canvas writes to', () => {
  test('has the name prefix that Canvas demands, and the name of the environment', () => {
    expect(queue['QueueName']).toBe('canvas-live-events-prod');
    expect(synthesize({ name: 'beta' }).resource('LiveEventsQueue').Properties['QueueName']).toBe(
      'canvas-live-events-beta',
    );
  });

  test('is a standard queue: Canvas can not write to a FIFO queue', () => {
    expect(queue).not.toHaveProperty('FifoQueue');
  });

  test('is encrypted by SQS itself: with a KMS key Instructure would be locked out', () => {
    expect(queue['SqsManagedSseEnabled']).toBe(true);
    expect(queue).not.toHaveProperty('KmsMasterKeyId');
  });

  test('lets the sender account send, nobody do anything else, and nobody without TLS', () => {
    expect(resource('LiveEventsQueuePolicy').Properties).toEqual({
      Queues: [ref('LiveEventsQueue')],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          tlsOnly('LiveEventsQueue'),
          {
            Sid: 'CanvasSendsLiveEvents',
            Effect: 'Allow',
            Principal: { AWS: accountRoot('636161780776') },
            Action: 'sqs:SendMessage',
            Resource: arnOf('LiveEventsQueue'),
          },
        ],
      },
    });
  });

  test('takes another sender account from the configuration', () => {
    const other = synthesize({ senderAccount: '123456789012' }).resource('LiveEventsQueuePolicy');

    expect(JSON.stringify(other)).toContain(JSON.stringify(accountRoot('123456789012')));
    expect(JSON.stringify(other)).not.toContain('636161780776');
  });

  test.each([5, 300])('hides a batch for 6 x the function timeout and the window of %d s', (window) => {
    const { resource, only } = synthesize({ batchingWindowSeconds: window });
    const timeout = only('AWS::Lambda::Function').Properties['Timeout'] as number;

    expect(timeout).toBe(60);
    expect(resource('LiveEventsQueue').Properties['VisibilityTimeout']).toBe(6 * timeout + window);
  });

  test('moves a message to the dead-letter queue after five receives', () => {
    expect(queue['RedrivePolicy']).toEqual({
      deadLetterTargetArn: arnOf('DeadLetterQueue'),
      maxReceiveCount: 5,
    });
  });
});

describe('the dead-letter queue', () => {
  test('keeps messages as long as SQS can, and at least a week longer than the queue', () => {
    expect(deadLetters['MessageRetentionPeriod']).toBe(14 * days);
    expect(queue['MessageRetentionPeriod']).toBe(7 * days);
  });

  test('is named after its queue, encrypted by SQS, and closed to every other account and to no TLS', () => {
    expect(deadLetters['QueueName']).toBe('canvas-live-events-prod-dead-letters');
    expect(deadLetters['SqsManagedSseEnabled']).toBe(true);
    expect(resource('DeadLetterQueuePolicy').Properties).toEqual({
      Queues: [ref('DeadLetterQueue')],
      PolicyDocument: { Version: '2012-10-17', Statement: [tlsOnly('DeadLetterQueue')] },
    });
  });

  test('takes dead letters of the one queue only', () => {
    const [arn] = (deadLetters['RedriveAllowPolicy'] as { sourceQueueArns: unknown[] }).sourceQueueArns;

    expect(deadLetters['RedriveAllowPolicy']).toEqual({
      redrivePermission: 'byQueue',
      sourceQueueArns: [arn],
    });
    expect(JSON.stringify(arn)).toContain(`":${queue['QueueName'] as string}"`);
  });
});

describe('both queues', () => {
  const all = ['LiveEventsQueue', 'LiveEventsQueuePolicy', 'DeadLetterQueue', 'DeadLetterQueuePolicy'];

  test('are all the queues there are', () => {
    expect([...idsOf('AWS::SQS::Queue'), ...idsOf('AWS::SQS::QueuePolicy')].sort()).toEqual(all.toSorted());
  });

  test.each(['LiveEventsQueue', 'DeadLetterQueue'])(
    '%s takes the largest messages that SQS carries',
    (id) => {
      expect(resource(id).Properties['MaximumMessageSize']).toBe(1_048_576);
    },
  );

  test.each(all)('%s outlives the stack, unless its first deployment fails', (logicalId) => {
    expect(resource(logicalId)).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
  });

  test.each(all)('%s of a throw-away stack is deleted with it', (logicalId) => {
    expect(synthesize({ removalPolicy: 'destroy' }).resource(logicalId).DeletionPolicy).toBe('Delete');
  });
});
