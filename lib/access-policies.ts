import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { tableNames, tables } from '../lambdas/consume-live-events/domain/tables.ts';
import { accountWideName } from './account-wide-name.ts';
import type { Config } from './config.ts';
import type { GradeTables } from './grade-tables.ts';

export type AccessPoliciesProps = {
  readonly config: Pick<Config, 'name'>;
  readonly tables: GradeTables['tables'];
  readonly forgottenTable: Table;
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  readonly eventSourceMapping: EventSourceMapping;
  /** The KMS key of the queues, where they have one. */
  readonly queueKey?: IKey | undefined;
};

/**
 * A managed policy for each kind of person or job that works with the system, to be attached to their roles. Each
 * allows what its commands need and no more; what that is, each command's `--help` lists.
 *
 * Nobody is attached here: who works with grades is for their owner to decide.
 */
export class AccessPolicies extends Construct {
  readonly reader: ManagedPolicy;
  readonly operator: ManagedPolicy;
  readonly reconciler: ManagedPolicy;

  constructor(scope: Construct, id: string, props: AccessPoliciesProps) {
    super(scope, id);
    const { config, queue, deadLetterQueue, eventSourceMapping, queueKey } = props;
    const forgotten = [props.forgottenTable.tableArn];
    const allow = (sid: string, resources: string[], ...actions: string[]) =>
      new PolicyStatement({ sid, resources, actions });
    const policy = (role: string, description: string, ...statements: PolicyStatement[]) =>
      new ManagedPolicy(this, role, {
        managedPolicyName: accountWideName(this, config, role.toLowerCase()),
        description: `${description} (${config.name}).`,
        statements: [findSystem, ...statements],
      });

    // Every command finds queues and tables by the outputs of the stack.
    const stackArn = Stack.of(this).formatArn({
      service: 'cloudformation',
      resource: 'stack',
      resourceName: `${Stack.of(this).stackName}/*`,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    Validations.of(this).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:cloudformation:<AWS::Region>:<AWS::AccountId>:stack/${Stack.of(this).stackName}/*]`,
      reason: 'The last part is an id that AWS gives a stack each time it is created: still this one name.',
    });
    const findSystem = allow('FindSystem', [stackArn], 'cloudformation:DescribeStacks');
    const tableArns = tableNames.map((name) => props.tables[name].tableArn);
    const historyArn = props.tables.history.tableArn;
    const indexArns = tableNames.flatMap((name) =>
      // Each by its name: `index/*` would take in indexes that do not exist yet.
      Object.keys(tables[name].indexes).map((index) => `${props.tables[name].tableArn}/index/${index}`),
    );
    // Indexes hold keys only and know no GetItem: readers query them, then get the rows.
    const queryIndexes = allow('QueryIndexes', indexArns, 'dynamodb:Query');

    // No scan: one would read every student, and pay for it.
    this.reader = policy(
      'Reader',
      'Reads rows of grade state by their keys',
      allow('ReadRows', tableArns, 'dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'),
      allow('ReadHistory', [historyArn], 'dynamodb:Query'),
      queryIndexes,
    );

    this.operator = policy(
      'Operator',
      'Works on dead letters of grade state, tests and stops its consumer, and removes a student',
      allow('SendEvents', [queue.queueArn], 'sqs:GetQueueAttributes', 'sqs:SendMessage'),
      allow(
        'WorkOnDeadLetters',
        [deadLetterQueue.queueArn],
        'sqs:ChangeMessageVisibility',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:ReceiveMessage',
      ),
      allow('FindAndDeleteRows', tableArns, 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:Query'),
      queryIndexes,
      // Comments on the work of others, which no index finds.
      allow('FindMentions', [props.tables.submissions.tableArn], 'dynamodb:Scan'),
      allow('RememberForgotten', forgotten, 'dynamodb:UpdateItem'),
      allow('FindAndDeleteHistory', [historyArn], 'dynamodb:DeleteItem', 'dynamodb:Query', 'dynamodb:Scan'),
      allow(
        'StopAndStart',
        [eventSourceMapping.eventSourceMappingArn],
        'lambda:GetEventSourceMapping',
        'lambda:UpdateEventSourceMapping',
      ),
      ...(queueKey === undefined
        ? []
        : [allow('UseQueueKey', [queueKey.keyArn], 'kms:Decrypt', 'kms:GenerateDataKey')]),
    );

    // Reads all and writes as the consumer does: inserts and updates, never a put or a delete.
    this.reconciler = policy(
      'Reconciler',
      'Reads all grade state, and adds to it what other sources know',
      allow(
        'ReadAndAddRows',
        tableArns,
        'dynamodb:BatchGetItem',
        'dynamodb:DescribeTable',
        'dynamodb:GetItem',
        'dynamodb:PartiQLInsert',
        'dynamodb:PartiQLUpdate',
        'dynamodb:Scan',
      ),
      allow('ReadForgotten', forgotten, 'dynamodb:Scan'),
      allow(
        'ReadAndAddHistory',
        [historyArn],
        'dynamodb:DescribeTable',
        'dynamodb:PartiQLInsert',
        'dynamodb:Scan',
      ),
    );
  }
}
