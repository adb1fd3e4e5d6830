import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { tableNames } from '../../lambdas/consume-live-events/domain/tables.ts';
import { EnvSchema, tableVariables } from '../../lambdas/consume-live-events/env.ts';
import project from '../../package.json' with { type: 'json' };
import { arnOf, ref, synthesize } from './synthesize.ts';

const { resource, only, idsOf } = synthesize();
const consumer = only('AWS::Lambda::Function');
const role = only('AWS::IAM::Role');
const logGroup = only('AWS::Logs::LogGroup');
const mapping = only('AWS::Lambda::EventSourceMapping').Properties;

const variablesOf = (settings?: Record<string, unknown>) => {
  const { Properties } = synthesize(settings).only('AWS::Lambda::Function');
  return (Properties['Environment'] as { Variables: Record<string, unknown> }).Variables;
};
/** What Lambda hands over: each reference replaced by something like what it will be. */
const deployed = (variables: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : `https://sqs.test/${(value as { Ref: string }).Ref}`,
    ]),
  );

describe('the function', () => {
  test('runs on the newest Node LTS runtime of Lambda, on ARM64, with 512 MB, for up to 60 s', () => {
    expect(consumer.Properties).toMatchObject({
      FunctionName: 'canvas-grade-state-prod',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 512,
      Timeout: 60,
      Handler: 'index.handler',
    });
  });

  test('has no reserved concurrency, which would turn healthy messages into dead letters', () => {
    expect(consumer.Properties).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  test('logs JSON to a group of its own that forgets after three months', () => {
    expect(consumer.Properties['LoggingConfig']).toEqual({
      LogFormat: 'JSON',
      ApplicationLogLevel: 'INFO',
      SystemLogLevel: 'INFO',
      LogGroup: ref(logGroup.logicalId),
    });
    expect(logGroup.Properties).toEqual({
      LogGroupName: '/aws/lambda/canvas-grade-state-prod',
      RetentionInDays: 90,
    });
    expect(logGroup.DeletionPolicy).toBe('RetainExceptOnCreate');
    expect(synthesize({ removalPolicy: 'destroy' }).only('AWS::Logs::LogGroup').DeletionPolicy).toBe(
      'Delete',
    );
  });
});

describe('what the function may do', () => {
  test('is written in one role, that only Lambda can take', () => {
    expect(consumer.Properties['Role']).toEqual(arnOf(role.logicalId));
    expect(role.Properties['AssumeRolePolicyDocument']).toEqual({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
      ],
    });
    expect(role.Properties).not.toHaveProperty('ManagedPolicyArns');
    expect(idsOf('AWS::IAM::Policy')).toEqual([]);
    for (const id of idsOf('AWS::IAM::ManagedPolicy')) {
      expect(resource(id).Properties).not.toHaveProperty('Roles');
    }
  });

  test('is receive events, load and save rows, add to the history, send dead letters, write its log, and nothing else', () => {
    expect(role.Properties['Policies']).toEqual([
      {
        PolicyName: 'ConsumeLiveEvents',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'ReceiveLiveEvents',
              Effect: 'Allow',
              Action: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
              Resource: arnOf('LiveEventsQueue'),
            },
            {
              Sid: 'LoadAndSaveRows',
              Effect: 'Allow',
              Action: [
                'dynamodb:BatchGetItem',
                'dynamodb:GetItem',
                'dynamodb:PartiQLInsert',
                'dynamodb:PartiQLUpdate',
              ],
              Resource: [arnOf('CourseScoresTable'), arnOf('ScoresTable'), arnOf('SubmissionsTable')],
            },
            {
              Sid: 'ReadForgotten',
              Effect: 'Allow',
              Action: 'dynamodb:Scan',
              Resource: arnOf('ForgottenTable'),
            },
            {
              Sid: 'AddToHistory',
              Effect: 'Allow',
              Action: 'dynamodb:PartiQLInsert',
              Resource: arnOf('HistoryTable'),
            },
            {
              Sid: 'SendDeadLetters',
              Effect: 'Allow',
              Action: 'sqs:SendMessage',
              Resource: arnOf('DeadLetterQueue'),
            },
            {
              Sid: 'WriteLogs',
              Effect: 'Allow',
              Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              Resource: arnOf(logGroup.logicalId),
            },
          ],
        },
      },
    ]);
  });

  test('does not include being called by anyone: only its own mapping does', () => {
    expect(idsOf('AWS::Lambda::Permission')).toEqual([]);
  });
});

describe('the event source mapping', () => {
  test('feeds batches of 1,000 within a second, to five at a time, and hears which messages failed', () => {
    expect(mapping).toEqual({
      EventSourceArn: arnOf('LiveEventsQueue'),
      FunctionName: ref(consumer.logicalId),
      BatchSize: 1000,
      MaximumBatchingWindowInSeconds: 1,
      ScalingConfig: { MaximumConcurrency: 5 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  test('takes its sizes from the configuration', () => {
    const sized = synthesize({ batchSize: 10, batchingWindowSeconds: 0, maxConcurrency: 50 });

    expect(sized.only('AWS::Lambda::EventSourceMapping').Properties).toMatchObject({
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 0,
      ScalingConfig: { MaximumConcurrency: 50 },
    });
  });
});

describe('the environment', () => {
  test('holds what is needed, and optional variables only when they are configured', () => {
    expect(variablesOf()).toEqual({
      SUBMISSIONS_TABLE: ref('SubmissionsTable'),
      SCORES_TABLE: ref('ScoresTable'),
      COURSE_SCORES_TABLE: ref('CourseScoresTable'),
      FORGOTTEN_TABLE: ref('ForgottenTable'),
      HISTORY_TABLE: ref('HistoryTable'),
      DEAD_LETTER_QUEUE_URL: ref('DeadLetterQueue'),
      VERSION: project.version,
      POWERTOOLS_SERVICE_NAME: 'canvas-grade-state-prod',
      POWERTOOLS_METRICS_NAMESPACE: 'CanvasGradeState',
    });
  });

  test.each([
    [{}, { HISTORY_TABLE: ref('HistoryTable') }],
    [{ historyDays: 400 }, { HISTORY_TABLE: ref('HistoryTable'), HISTORY_DAYS: '400' }],
    // What is not to be kept in rows is not kept elsewhere, unless that is said.
    [{ retentionDays: 30 }, { HISTORY_TABLE: ref('HistoryTable'), HISTORY_DAYS: '30' }],
    [
      { retentionDays: 30, historyDays: 400 },
      { HISTORY_TABLE: ref('HistoryTable'), HISTORY_DAYS: '400' },
    ],
    [{ history: false, historyDays: 400 }, {}],
  ])('with %j tells of the history %j', (settings, expected) => {
    const names = /^HISTORY_/;
    const variables = Object.entries(variablesOf(settings)).filter(([name]) => names.test(name));
    expect(Object.fromEntries(variables)).toEqual(expected);
  });

  test('tells the metrics of two environments apart by their service', () => {
    expect(variablesOf({ name: 'beta' })['POWERTOOLS_SERVICE_NAME']).toBe('canvas-grade-state-beta');
  });

  test('reaches the handler as it was configured', () => {
    const [a, b] = ['VicYj3cu5BIFpoZhDVU4DZumnlBrWi1grgJEzADs', '44fJ44GgJ29gJBsl43JLKgljsBIOTsbnKT48932g'];
    const variables = variablesOf({ rootAccounts: `${a},${b}`, retentionDays: 400, storeText: 'comment' });

    expect(v.parse(EnvSchema, deployed(variables))).toMatchObject({
      ROOT_ACCOUNT_UUIDS: [a, b],
      RETENTION_DAYS: 400,
      STORE_TEXT: ['comment'],
    });
  });

  test('without options means any Canvas, rows for ever, no text', () => {
    const env = v.parse(EnvSchema, deployed(variablesOf()));

    expect(env).toMatchObject({ ROOT_ACCOUNT_UUIDS: [], STORE_TEXT: [] });
    expect(env.RETENTION_DAYS).toBeUndefined();
  });

  test.each(tableNames)('names the table %s in its own variable', (name) => {
    const { Ref } = variablesOf()[tableVariables[name]] as { Ref: string };

    expect(resource(Ref).Properties['TableName']).toBe(`canvas-grade-state-prod-${name}`);
  });
});
