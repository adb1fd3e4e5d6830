import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from './config.ts';
import { consumerTimeout, EventConsumer } from './event-consumer.ts';
import { GradeTables } from './grade-tables.ts';
import { LiveEventsQueue } from './live-events-queue.ts';

/**
 * One environment: queue, function and tables, side by side with others of another `name`.
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

    const { queue, deadLetterQueue } = new LiveEventsQueue(this, 'Queues', { config, consumerTimeout });
    const { tables } = new GradeTables(this, 'Tables', config);
    const consumer = new EventConsumer(this, 'Consumer', { config, queue, deadLetterQueue, tables });

    this.promise('LiveEventsQueueUrl', queue.queueUrl, 'Paste into Canvas Data Services: the SQS queue URL.');
    this.promise('LiveEventsQueueArn', queue.queueArn, 'The ARN of the queue Canvas writes to.');
    this.promise('DeadLetterQueueUrl', deadLetterQueue.queueUrl, 'Events that could not be applied.');
    this.promise('DeadLetterQueueArn', deadLetterQueue.queueArn, 'Source of a redrive of dead letters.');
    this.promise('SubmissionsTableName', tables.submissions.tableName, 'State of every submission.');
    this.promise('ScoresTableName', tables.scores.tableName, 'Overrides and custom statuses of scores.');
    this.promise(
      'CourseScoresTableName',
      tables['course-scores'].tableName,
      'Scores of students in courses.',
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
  }

  /** Outputs are read by people and scripts: an id, once published, does not change. */
  private promise(id: string, value: string, description: string): CfnOutput {
    return new CfnOutput(this, id, { value, description });
  }
}
