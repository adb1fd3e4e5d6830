import { describe, expect, test } from '@jest/globals';
import { App, CfnResource, Duration, Stack, Validations } from 'aws-cdk-lib';
import { CfnEventSourceMapping, CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnQueue, type CfnQueueProps, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { parseConfig } from '../../lib/config.ts';
import { GradeStateStack } from '../../lib/grade-state-stack.ts';
import { guards } from '../../lib/guards.ts';

type Parts = {
  queue?: Partial<CfnQueueProps>;
  deadLetters?: Partial<CfnQueueProps>;
  consumer?: { timeout?: number; reservedConcurrentExecutions?: number };
  mapping?: { maximumBatchingWindowInSeconds?: number; scalingConfig?: { maximumConcurrency: number } };
};

/* oxlint-disable no-new -- a construct adds itself to its scope */

/** A stack made by hand: right, but for the parts that a test is about. */
const stackOf = ({ queue, deadLetters, consumer, mapping }: Parts = {}) => {
  const stack = new Stack(new App(), 'hand-made');
  const deadLetterQueue = new CfnQueue(stack, 'DeadLetters', {
    queueName: 'dead-letters',
    messageRetentionPeriod: 14 * 86_400,
    ...deadLetters,
  });
  const source = new CfnQueue(stack, 'Source', {
    queueName: 'canvas-live-events-by-hand',
    messageRetentionPeriod: 86_400,
    visibilityTimeout: 65,
    redrivePolicy: { deadLetterTargetArn: deadLetterQueue.attrArn, maxReceiveCount: 5 },
    ...queue,
  });
  const target = new CfnFunction(stack, 'Function', {
    code: { zipFile: ' ' },
    handler: 'index.handler',
    runtime: 'nodejs24.x',
    role: 'arn:aws:iam::123456789012:role/consumer',
    timeout: 10,
    ...consumer,
  });
  new CfnEventSourceMapping(stack, 'Mapping', {
    eventSourceArn: source.attrArn,
    functionName: target.ref,
    maximumBatchingWindowInSeconds: 5,
    ...mapping,
  });
  Validations.of(stack).addPlugins(guards);
  return stack;
};

/** What the synth of a stack's app says when it fails; empty when it does not. */
const failureOf = (stack: Stack): string => {
  try {
    (stack.node.root as App).synth();
    return '';
  } catch (error) {
    return (error as Error).message.replaceAll(/\s+/g, ' ');
  }
};

describe('a stack made by hand', () => {
  test('that is right is synthesized', () => {
    expect(failureOf(stackOf())).toBe('');
  });

  const mistakes: [string, Parts, string][] = [
    [
      'a queue name that Canvas does not deliver to',
      { queue: { queueName: 'live-events' } },
      'The queue is named live-events, and Canvas delivers only to queues whose name begins with canvas-live-events.',
    ],
    [
      'a visibility timeout a second short of 6 x timeout + window',
      { queue: { visibilityTimeout: 64 } },
      "The queue hides a message for 64 s, less than 6 x the function's timeout of 10 s and the batching window of 5 s (65 s), so a batch still being processed would be delivered again and healthy messages become dead letters.",
    ],
    [
      'dead letters that are deleted as soon as they are there',
      { queue: { messageRetentionPeriod: 14 * 86_400 } },
      'The queue keeps messages for 1209600 s and its dead-letter queue for 1209600 s, both counted from the first sending, so a message could be deleted as soon as it is a dead letter: keep dead letters longer.',
    ],
    [
      'a dead-letter queue that takes less than the queue',
      { deadLetters: { maximumMessageSize: 262_144 } },
      'The queue takes messages of 1048576 bytes and its dead-letter queue of 262144, so a large message that is rejected would be refused there and fail instead: let both take the same.',
    ],
    [
      'maxConcurrency with reserved concurrency',
      {
        consumer: { reservedConcurrentExecutions: 5 },
        mapping: { scalingConfig: { maximumConcurrency: 5 } },
      },
      'The mapping has maxConcurrency and its function reserved concurrency (5), and every invocation that the latter refuses counts as a receive, so healthy messages become dead letters: leave maxConcurrency alone to limit it.',
    ],
    [
      'the KMS key of SQS itself',
      { queue: { kmsMasterKeyId: 'alias/aws/sqs' } },
      'The queue is encrypted with alias/aws/sqs, whose key policy cannot be edited to let Instructure in, so every event would be refused: use SSE-SQS or a customer-managed key.',
    ],
  ];

  test.each(mistakes)('with %s fails, in a sentence that says why', (_, parts, sentence) => {
    const failure = failureOf(stackOf(parts));

    expect(failure).toContain(`ERROR ${sentence} (canvas-grade-state)`);
    expect(failure.match(/ERROR/g)).toHaveLength(1);
  });

  test.each<[string, Parts]>([
    ['the limits of visibility', { queue: { visibilityTimeout: 65 } }],
    [
      'a retention one second below that of dead letters',
      { queue: { messageRetentionPeriod: 14 * 86_400 - 1 } },
    ],
    [
      'a dead-letter queue that takes as little as the queue',
      { queue: { maximumMessageSize: 262_144 }, deadLetters: { maximumMessageSize: 262_144 } },
    ],
    ['reserved concurrency alone', { consumer: { reservedConcurrentExecutions: 5 } }],
    ['maxConcurrency alone', { mapping: { scalingConfig: { maximumConcurrency: 5 } } }],
    ['a customer-managed key', { queue: { kmsMasterKeyId: 'alias/our-own' } }],
  ])('with %s is synthesized', (_, parts) => {
    expect(failureOf(stackOf(parts))).toBe('');
  });

  test.each([
    ['queue without a name', 'Source', 'QueueName', 'The queue is named by CloudFormation'],
    ['queue without a visibility timeout: 30 s', 'Source', 'VisibilityTimeout', 'hides a message for 30 s'],
  ])('is judged by the default of AWS: a %s', (_, logicalId, property, sentence) => {
    const stack = stackOf();
    (stack.node.findChild(logicalId) as CfnResource).addPropertyDeletionOverride(property);

    expect(failureOf(stack)).toContain(sentence);
  });

  test('with the default retention of 4 days for both queues fails', () => {
    const stack = stackOf();
    for (const logicalId of ['Source', 'DeadLetters']) {
      (stack.node.findChild(logicalId) as CfnResource).addPropertyDeletionOverride('MessageRetentionPeriod');
    }

    expect(failureOf(stack)).toContain('its dead-letter queue for 345600 s');
  });

  test('with a function of the default timeout of 3 s needs 18 s and its window', () => {
    const stack = stackOf({ queue: { visibilityTimeout: 22 } });
    (stack.node.findChild('Function') as CfnResource).addPropertyDeletionOverride('Timeout');

    expect(failureOf(stack)).toContain('the batching window of 5 s (23 s)');
  });

  test('with several mistakes is told all of them', () => {
    const failure = failureOf(stackOf({ queue: { queueName: 'x', visibilityTimeout: 30 } }));

    expect(failure.match(/ERROR/g)).toHaveLength(2);
  });

  test('of constructs instead of resources is judged alike', () => {
    const stack = new Stack(new App(), 'hand-made');
    new Queue(stack, 'Queue', {
      queueName: 'canvas-live-events-x',
      encryption: QueueEncryption.KMS_MANAGED,
      visibilityTimeout: Duration.minutes(10),
    });
    Validations.of(stack).addPlugins(guards);

    expect(failureOf(stack)).toContain('alias/aws/sqs');
  });
});

test('our own stack is guarded against overrides', () => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  const stack = new GradeStateStack(app, parseConfig({}));
  const queue = stack.node.findAll().find((node): node is CfnQueue => {
    return CfnResource.isCfnResource(node) && stack.resolve(node.logicalId) === 'LiveEventsQueue';
  });
  queue?.addPropertyOverride('VisibilityTimeout', 60);

  expect(failureOf(stack)).toContain('The queue hides a message for 60 s');
});
