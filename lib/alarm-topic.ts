import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Config } from './config.ts';

/**
 * Where the alarms go, with the one address that is subscribed by configuration. Others (a pager, a
 * chat) are subscribed to the topic by the people who run them.
 *
 * An alarm whose topic refuses it is silent: both the topic's policy and the key's must let CloudWatch in.
 */
export class AlarmTopic extends Construct {
  readonly topic: Topic;

  constructor(
    scope: Construct,
    id: string,
    config: Pick<Config, 'name' | 'alarmEmail' | 'removalPolicy'>,
    alarmNamePrefix: string,
  ) {
    super(scope, id);
    const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com');

    // Not the AWS-managed aws/sns: its policy does not let CloudWatch in, and cannot be edited.
    const key = new Key(this, 'Key', {
      alias: `canvas-grade-state-${config.name}-alarms`,
      description: `Encrypts alarms on their way (${config.name}).`,
      enableKeyRotation: true,
      // Nothing is stored under it: messages pass through.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'CloudWatchEncryptsAlarms',
        principals: [cloudWatch],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        // In a key policy: this key. Who may publish, the topic's policy says.
        resources: ['*'],
      }),
    );

    this.topic = new Topic(this, 'Topic', {
      topicName: `canvas-grade-state-${config.name}-alarms`,
      displayName: `Canvas grade state (${config.name})`,
      masterKey: key,
      enforceSSL: true,
    });
    // A topic with a policy of its own, as for TLS, has lost the default one that lets the account's alarms in.
    const { account } = Stack.of(this);
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'CloudWatchSendsAlarms',
        principals: [cloudWatch],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: {
            'aws:SourceArn': Stack.of(this).formatArn({
              service: 'cloudwatch',
              resource: 'alarm',
              resourceName: `${alarmNamePrefix}*`,
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            }),
          },
        },
      }),
    );
    if (config.alarmEmail !== undefined) this.topic.addSubscription(new EmailSubscription(config.alarmEmail));
  }
}
