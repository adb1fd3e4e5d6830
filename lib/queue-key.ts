import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Config } from './config.ts';

/**
 * The customer-managed KMS key of the queues: made here, or one that exists already.
 *
 * A key that exists keeps its own policy, which CloudFormation cannot add to: its owner adds
 * `senderStatement` to it before the first deployment, or Canvas is refused and the queue stays empty.
 */
export class QueueKey extends Construct {
  readonly key: IKey;
  /** What a key policy must hold for Instructure's account to send to an encrypted queue. */
  readonly senderStatement: PolicyStatement;

  constructor(
    scope: Construct,
    id: string,
    config: Pick<Config, 'name' | 'senderAccount' | 'removalPolicy'> & { readonly queueKey: string },
  ) {
    super(scope, id);
    const { region } = Stack.of(this);
    this.senderStatement = new PolicyStatement({
      sid: 'CanvasEncryptsLiveEvents',
      principals: [new AccountPrincipal(config.senderAccount)],
      // SQS asks for both on behalf of a sender: Decrypt proves that the data key can be read again.
      actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
      // In a key policy: this key.
      resources: ['*'],
      conditions: { StringEquals: { 'kms:ViaService': `sqs.${region}.amazonaws.com` } },
    });

    if (config.queueKey !== 'create') {
      this.key = Key.fromKeyArn(this, 'Key', config.queueKey);
      return;
    }
    this.key = new Key(this, 'Key', {
      alias: `canvas-grade-state-${config.name}-queues`,
      description: `Encrypts the queues of Canvas live events (${config.name}).`,
      enableKeyRotation: true,
      // Without the key its queues, which outlive the stack, could not be read any more.
      removalPolicy: config.removalPolicy === 'destroy' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    this.key.addToResourcePolicy(this.senderStatement);
  }
}
