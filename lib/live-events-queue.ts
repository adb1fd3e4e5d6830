import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption, type QueuePolicy, RedrivePermission } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Config } from './config.ts';
import { pinLogicalId } from './logical-id.ts';
import { DEAD_LETTER_DAYS, QUEUE_DAYS } from './message-life.ts';

/**
 * The largest that SQS takes. It is the default today, but queues made before August 2025 have 256 KiB: too
 * little for Canvas's largest events, and for the dead letters that they may become.
 */
const MAX_MESSAGE_SIZE_BYTES = 1_048_576;

/** Five receives outlast a deployment, a throttled table or a short outage: here about half an hour. */
const MAX_RECEIVE_COUNT = 5;

export type LiveEventsQueueProps = {
  readonly config: Pick<Config, 'name' | 'senderAccount' | 'batchingWindowSeconds' | 'removalPolicy'>;
  /** The longest one invocation of the consumer can take. */
  readonly consumerTimeout: Duration;
  /** Absent: SQS encrypts with keys of its own. */
  readonly key?: IKey | undefined;
};

/**
 * The queue Canvas writes live events to, and the queue for those that could not be applied.
 *
 * The name is typed into Canvas, so replacing the queue silently ends the subscription. Canvas's
 * delivery service only writes to names that begin with `canvas-live-events`.
 */
export class LiveEventsQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  /** How long a message is hidden from others while it is being processed. */
  readonly visibilityTimeout: Duration;

  constructor(scope: Construct, id: string, { config, consumerTimeout, key }: LiveEventsQueueProps) {
    super(scope, id);
    const queueName = `canvas-live-events-${config.name}`;

    const shared = {
      // Never the AWS-managed KMS key: its policy cannot be edited, so Instructure, another account, would
      // be refused and we would see only an empty queue.
      ...(key === undefined
        ? { encryption: QueueEncryption.SQS_MANAGED }
        : { encryption: QueueEncryption.KMS, encryptionMasterKey: key }),
      enforceSSL: true,
      maxMessageSizeBytes: MAX_MESSAGE_SIZE_BYTES,
      // Not kept when the first deployment fails, or the second could not create the same names.
      removalPolicy:
        config.removalPolicy === 'destroy' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    };

    // By name: the source names its dead-letter queue, so a reference back would be a cycle.
    const sourceArn = Stack.of(this).formatArn({ service: 'sqs', resource: queueName });
    this.deadLetterQueue = new Queue(this, 'DeadLetters', {
      ...shared,
      queueName: `${queueName}-dead-letters`,
      retentionPeriod: Duration.days(DEAD_LETTER_DAYS),
      redriveAllowPolicy: {
        redrivePermission: RedrivePermission.BY_QUEUE,
        sourceQueues: [Queue.fromQueueArn(this, 'Source', sourceArn)],
      },
    });

    // AWS's rule for event source mappings: a batch that is still being processed, or waits for a throttled
    // function, must not become visible to another invocation.
    this.visibilityTimeout = Duration.seconds(6 * consumerTimeout.toSeconds() + config.batchingWindowSeconds);
    this.queue = new Queue(this, 'LiveEvents', {
      ...shared,
      queueName,
      retentionPeriod: Duration.days(QUEUE_DAYS),
      visibilityTimeout: this.visibilityTimeout,
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: MAX_RECEIVE_COUNT },
    });
    // Instructure sends for every Canvas customer from this one account: it proves that Instructure
    // sent an event, not that the event is of our Canvas. That is what `rootAccounts` is for.
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'CanvasSendsLiveEvents',
        principals: [new AccountPrincipal(config.senderAccount)],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
      }),
    );

    pinLogicalId(this.queue, 'LiveEventsQueue');
    pinLogicalId(this.deadLetterQueue, 'DeadLetterQueue');
    keepPolicy(this.queue, 'LiveEventsQueuePolicy', shared.removalPolicy);
    keepPolicy(this.deadLetterQueue, 'DeadLetterQueuePolicy', shared.removalPolicy);
  }
}

/**
 * Keeps a queue's policy as long as the queue. A policy under a new logical id is written first, then the
 * old one is deleted, which empties the queue's policy: Canvas would be refused, and nothing would tell.
 */
function keepPolicy(queue: Queue, logicalId: string, removalPolicy: RemovalPolicy): void {
  const policy = queue.node.findChild('Policy') as QueuePolicy;
  pinLogicalId(policy, logicalId);
  policy.applyRemovalPolicy(removalPolicy);
}
