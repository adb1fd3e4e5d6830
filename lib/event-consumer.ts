import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  ApplicationLogLevel,
  Architecture,
  EventSourceMapping,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import {
  type AnyTableName,
  perTable,
  type TableName,
  tableNames,
} from '../lambdas/consume-live-events/domain/tables.ts';
import { type Env, tableVariables } from '../lambdas/consume-live-events/env.ts';
import project from '../package.json' with { type: 'json' };
import { bundling } from './bundling.ts';
import { type Config, historyDaysOf } from './config.ts';
import { metricsNamespace, serviceName } from './metrics.ts';

/** The longest one invocation can take; the queue's visibility timeout follows from it. */
export const consumerTimeout = Duration.seconds(60);

const root = join(import.meta.dirname, '..');

export type EventConsumerProps = {
  readonly config: Config;
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  readonly tables: Readonly<Record<AnyTableName, Table>>;
  readonly forgottenTable: Table;
  /** The KMS key of the queues, where they have one. */
  readonly queueKey?: IKey | undefined;
};

/**
 * The function that applies live events to the tables, and the event source mapping that feeds it.
 *
 * To stop it, disable the mapping. Reserved concurrency is left alone on purpose: the mapping would
 * keep polling, each throttle would count as a receive, and healthy messages would become dead letters.
 */
export class EventConsumer extends Construct {
  readonly function: NodejsFunction;
  readonly logGroup: LogGroup;
  readonly eventSourceMapping: EventSourceMapping;

  constructor(scope: Construct, id: string, props: EventConsumerProps) {
    super(scope, id);
    const { config, queue } = props;
    const functionName = serviceName(config);

    this.logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy:
        config.removalPolicy === 'destroy' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });

    this.function = new NodejsFunction(this, 'Function', {
      functionName,
      description: 'Applies Canvas live events to the tables of grade state.',
      entry: join(root, 'lambdas/consume-live-events/handler.ts'),
      projectRoot: root,
      depsLockFilePath: join(root, 'package-lock.json'),
      // The SDK that was tested, not the one the runtime happens to bring.
      bundling: { ...bundling, format: OutputFormat.ESM, bundleAwsSDK: true },
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: consumerTimeout,
      role: this.consumerRole(props),
      environment: consumerEnvironment(props),
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      // The report line of each invocation tells the memory it used, which no metric does.
      systemLogLevelV2: SystemLogLevel.INFO,
    });

    // Not `SqsEventSource`: it would grant two more actions on the queue than the mapping uses.
    this.eventSourceMapping = new EventSourceMapping(this, 'LiveEvents', {
      target: this.function,
      eventSourceArn: queue.queueArn,
      batchSize: config.batchSize,
      maxBatchingWindow: Duration.seconds(config.batchingWindowSeconds),
      maxConcurrency: config.maxConcurrency,
      // Off by default; without it the handler's answer is ignored and failed messages are deleted.
      reportBatchItemFailures: true,
    });
  }

  /**
   * All the function may do. The policy is part of the role, not attached to it later, so the role is
   * complete before Lambda checks it for the event source mapping.
   */
  private consumerRole({
    config,
    queue,
    deadLetterQueue,
    tables,
    forgottenTable,
    queueKey,
  }: EventConsumerProps): Role {
    const allow = (sid: string, resources: string[], ...actions: string[]) =>
      new PolicyStatement({ sid, resources, actions });
    const statements = [
      allow(
        'ReceiveLiveEvents',
        [queue.queueArn],
        'sqs:ReceiveMessage',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
      ),
      allow(
        'LoadAndSaveRows',
        Object.values(perTable((name) => tables[name].tableArn)),
        'dynamodb:BatchGetItem',
        'dynamodb:GetItem',
        'dynamodb:PartiQLInsert',
        'dynamodb:PartiQLUpdate',
      ),
      allow('ReadForgotten', [forgottenTable.tableArn], 'dynamodb:Scan'),
      ...(config.history ? [allow('AddToHistory', [tables.history.tableArn], 'dynamodb:PartiQLInsert')] : []),
      allow('SendDeadLetters', [deadLetterQueue.queueArn], 'sqs:SendMessage'),
      allow('WriteLogs', [this.logGroup.logGroupArn], 'logs:CreateLogStream', 'logs:PutLogEvents'),
      // Decrypt to receive; both to send a dead letter.
      ...(queueKey === undefined
        ? []
        : [allow('UseQueueKey', [queueKey.keyArn], 'kms:Decrypt', 'kms:GenerateDataKey')]),
    ];
    return new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: 'What the consumer of Canvas live events may do.',
      inlinePolicies: { ConsumeLiveEvents: new PolicyDocument({ statements }) },
    });
  }
}

function consumerEnvironment({ config, deadLetterQueue, tables, forgottenTable }: EventConsumerProps) {
  const environment: Env = {
    ...tableNamesIn(tables),
    FORGOTTEN_TABLE: forgottenTable.tableName,
    ...(config.history && historyEnvironment(config, tables)),
    DEAD_LETTER_QUEUE_URL: deadLetterQueue.queueUrl,
    ROOT_ACCOUNT_UUIDS: config.rootAccounts?.join(','),
    RETENTION_DAYS: config.retentionDays?.toString(),
    STORE_TEXT: config.storeText.join(',') || undefined,
    VERSION: project.version,
    POWERTOOLS_SERVICE_NAME: serviceName(config),
    POWERTOOLS_METRICS_NAMESPACE: metricsNamespace,
  };
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function tableNamesIn(tables: EventConsumerProps['tables']) {
  const variables = tableNames.map((table) => [tableVariables[table], tables[table].tableName]);
  return Object.fromEntries(variables) as Pick<Env, (typeof tableVariables)[TableName]>;
}

function historyEnvironment(
  config: Config,
  { history }: EventConsumerProps['tables'],
): Pick<Env, 'HISTORY_TABLE' | 'HISTORY_DAYS'> {
  return { HISTORY_TABLE: history.tableName, HISTORY_DAYS: historyDaysOf(config)?.toString() };
}
