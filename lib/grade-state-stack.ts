import { CfnOutput, Stack, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import {
  type AnyTableName,
  allTableNames,
  tableOutputs,
} from '../lambdas/consume-live-events/domain/tables.ts';
import project from '../package.json' with { type: 'json' };
import { AccessPolicies } from './access-policies.ts';
import { type Config, doubtsAbout, historyDaysOf } from './config.ts';
import { consumerTimeout, EventConsumer } from './event-consumer.ts';
import { ForgottenTable } from './forgotten-table.ts';
import { GradeTables } from './grade-tables.ts';
import { guards } from './guards.ts';
import { LiveEventsQueue } from './live-events-queue.ts';
import { Monitoring } from './monitoring.ts';
import { QueueKey } from './queue-key.ts';

const tableContents: Record<AnyTableName, string> = {
  submissions: 'State of every submission.',
  scores: 'Overrides and custom statuses of scores.',
  'course-scores': 'Scores of students in courses.',
  history: 'Every observation that rows are made of.',
};

/**
 * One environment: queue, function, tables and what watches them, side by side with others of another `name`.
 *
 * It knows no account and no region, so it is synthesized without either and can be deployed to any.
 */
export class GradeStateStack extends Stack {
  constructor(scope: Construct, config: Config) {
    const stackName = `canvas-grade-state-${config.name}`;
    super(scope, stackName, {
      stackName,
      description: `Current and previous grade state from Canvas live events (${config.name}).`,
      tags: { application: 'canvas-grade-state', environment: config.name },
      terminationProtection: config.removalPolicy !== 'destroy',
    });

    Validations.of(this).addPlugins(guards);
    for (const doubt of doubtsAbout(config))
      Validations.of(this).addWarning('canvas-grade-state:config', doubt);

    const { queueKey } = config;
    const key = queueKey === undefined ? undefined : new QueueKey(this, 'QueueKey', { ...config, queueKey });
    const { queue, deadLetterQueue, visibilityTimeout } = new LiveEventsQueue(this, 'Queues', {
      config,
      consumerTimeout,
      key: key?.key,
    });
    const { tables } = new GradeTables(this, 'Tables', config);
    const { table: forgottenTable } = new ForgottenTable(this, 'Forgotten', config);
    const consumer = new EventConsumer(this, 'Consumer', {
      config,
      queue,
      deadLetterQueue,
      tables,
      forgottenTable,
      queueKey: key?.key,
    });
    const access = new AccessPolicies(this, 'Access', {
      config,
      tables,
      forgottenTable,
      queue,
      deadLetterQueue,
      eventSourceMapping: consumer.eventSourceMapping,
      queueKey: key?.key,
    });
    const { topic, dashboard } = new Monitoring(this, 'Monitoring', {
      config,
      queue,
      visibilityTimeout,
      deadLetterQueue,
      function: consumer.function,
      timeout: consumerTimeout,
      tables,
    });

    this.promise('LiveEventsQueueUrl', queue.queueUrl, 'Paste into Canvas Data Services: the SQS queue URL.');
    this.promise('LiveEventsQueueArn', queue.queueArn, 'The ARN of the queue Canvas writes to.');
    this.promise('DeadLetterQueueUrl', deadLetterQueue.queueUrl, 'Events that could not be applied.');
    this.promise('DeadLetterQueueArn', deadLetterQueue.queueArn, 'Source of a redrive of dead letters.');
    for (const table of allTableNames) {
      this.promise(tableOutputs[table], tables[table].tableName, tableContents[table]);
    }
    this.promise(
      'ForgottenTableName',
      forgottenTable.tableName,
      'Hashes of students who must not come back.',
    );
    this.promise(
      'RetentionDays',
      String(config.retentionDays ?? 'none'),
      'Days after its newest event that a row expires; none where rows are kept for ever.',
    );
    this.promise(
      'HistoryDays',
      config.history ? String(historyDaysOf(config) ?? 'none') : 'off',
      'Days after its event that an item of the history expires; none where kept for ever, off where none is written.',
    );
    this.promise('FunctionName', consumer.function.functionName, 'The consumer of live events.');
    this.promise(
      'LogGroupName',
      consumer.logGroup.logGroupName,
      'One line per batch, rejection and failure.',
    );
    this.promise(
      'EventSourceMappingId',
      consumer.eventSourceMapping.eventSourceMappingId,
      'Disable this mapping to stop consuming; the queue keeps the events.',
    );
    this.promise(
      'ReaderPolicyArn',
      access.reader.managedPolicyArn,
      'Attach to roles that read the tables by their keys.',
    );
    this.promise(
      'OperatorPolicyArn',
      access.operator.managedPolicyArn,
      'Attach to roles that work on dead letters, run smoke and forget, and may stop the consumer.',
    );
    this.promise(
      'ReconcilerPolicyArn',
      access.reconciler.managedPolicyArn,
      'Attach to roles that export whole tables, or add what other sources know.',
    );
    this.promise('Version', project.version, 'The release that was deployed; its tag is v and this.');
    this.promise('AlarmTopicArn', topic.topicArn, 'Where alarms go: subscribe everybody who is to know.');
    this.promise('DashboardName', dashboard.dashboardName, 'The CloudWatch dashboard.');
    if (key !== undefined) this.promiseQueueKey(key);
  }

  private promiseQueueKey({ key, senderStatement }: QueueKey): void {
    this.promise('QueueKeyArn', key.keyArn, 'Encrypts the queues.');
    this.promise(
      'QueueKeyPolicyStatement',
      this.toJsonString(senderStatement.toStatementJson()),
      'What the policy of that key must hold, or Canvas is refused.',
    );
  }

  /** Outputs are read by people and scripts: an id, once published, does not change. */
  private promise(id: string, value: string, description: string): CfnOutput {
    return new CfnOutput(this, id, { value, description });
  }
}
