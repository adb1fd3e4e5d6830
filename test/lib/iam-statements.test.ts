import { describe, expect, test } from '@jest/globals';
import { type Resource, synthesize } from './synthesize.ts';

type Statement = {
  Effect: string;
  Action: string | string[];
  Resource?: unknown;
  Principal?: unknown;
  Condition?: unknown;
};

const ownArn = (type: string, resource: string) =>
  `arn:AWS::Partition:${type}:AWS::Region:AWS::AccountId:${resource}`;

/** Writes a reference as text: `LiveEventsQueue.Arn`. */
const flat = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(flat).sort().join(' ');
  if (typeof value !== 'object' || value === null) return String(value);
  const [[name, argument] = ['', '']] = Object.entries(value);
  if (name === 'Ref') return String(argument);
  if (name === 'Fn::GetAtt') return (argument as string[]).join('.');
  if (name === 'Fn::Join') return (argument as [string, unknown[]])[1].map(flat).join('');
  return Object.entries(value)
    .map(([key, part]) => `${key}=${flat(part)}`)
    .sort()
    .join(' ');
};

const documentsOf = ({ Type, Properties }: Resource): { Statement: Statement[] }[] => {
  const {
    PolicyDocument,
    AssumeRolePolicyDocument,
    KeyPolicy,
    Policies = [],
  } = Properties as {
    [name: string]: { Statement: Statement[] };
  } & { Policies?: { PolicyDocument: { Statement: Statement[] } }[] };
  if (Type === 'AWS::IAM::User') throw new Error('no user is expected');
  return [
    PolicyDocument,
    AssumeRolePolicyDocument,
    KeyPolicy,
    ...Policies.map((policy) => policy.PolicyDocument),
  ].filter((document) => document !== undefined);
};

/** Every statement of a template: who may do what to what, under which condition. */
const statementsOf = (settings: Record<string, unknown> = {}) => {
  const { Resources } = synthesize(settings).template;
  return Object.fromEntries(
    Object.entries(Resources)
      .map(([logicalId, resource]) => [
        // Without the hash that the CDK appends.
        logicalId.replace(/[0-9A-F]{8}$/, ''),
        documentsOf(resource).flatMap(({ Statement }) =>
          Statement.map(({ Effect, Action, Resource, Principal, Condition }) =>
            [
              Effect,
              // The two mean the same: anyone.
              ...(Principal === undefined ? [] : [flat(Principal).replace(/^AWS=\*$/, '*')]),
              flat(Action),
              ...(Resource === undefined ? [] : [`on ${flat(Resource)}`]),
              ...(Condition === undefined ? [] : [`if ${flat(Condition)}`]),
            ].join(' '),
          ),
        ),
      ])
      .filter(([, statements]) => statements?.length),
  ) as Record<string, string[]>;
};

const account = (id: string) => `AWS=arn:AWS::Partition:iam::${id}:root`;
const tlsOnly = (actions: string, resource: string) =>
  `Deny * ${actions} on ${resource} if Bool=aws:SecureTransport=false`;
const owner = `Allow ${account('AWS::AccountId')} kms:* on *`;
const everyTable = 'CourseScoresTable.Arn ScoresTable.Arn SubmissionsTable.Arn';
const indexes = [
  'CourseScoresTable.Arn/index/by_user',
  'ScoresTable.Arn/index/by_course',
  'ScoresTable.Arn/index/by_user',
  'SubmissionsTable.Arn/index/by_assignment',
  'SubmissionsTable.Arn/index/by_course',
  'SubmissionsTable.Arn/index/by_user',
].join(' ');

const findSystem = `Allow cloudformation:DescribeStacks on ${ownArn('cloudformation', 'stack/canvas-grade-state-prod/*')}`;

/** A new permission is written here too, and read by another person. */
const expected = {
  LiveEventsQueuePolicy: [
    tlsOnly('sqs:*', 'LiveEventsQueue.Arn'),
    `Allow ${account('636161780776')} sqs:SendMessage on LiveEventsQueue.Arn`,
  ],
  DeadLetterQueuePolicy: [tlsOnly('sqs:*', 'DeadLetterQueue.Arn')],
  ConsumerRole: [
    'Allow Service=lambda.amazonaws.com sts:AssumeRole',
    'Allow sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage on LiveEventsQueue.Arn',
    `Allow dynamodb:BatchGetItem dynamodb:GetItem dynamodb:PartiQLInsert dynamodb:PartiQLUpdate on ${everyTable}`,
    'Allow dynamodb:Scan on ForgottenTable.Arn',
    'Allow dynamodb:PartiQLInsert on HistoryTable.Arn',
    'Allow sqs:SendMessage on DeadLetterQueue.Arn',
    'Allow logs:CreateLogStream logs:PutLogEvents on ConsumerLogs7B9AAC61.Arn',
  ],
  AccessReader: [
    findSystem,
    `Allow dynamodb:BatchGetItem dynamodb:GetItem dynamodb:Query on ${everyTable}`,
    'Allow dynamodb:Query on HistoryTable.Arn',
    `Allow dynamodb:Query on ${indexes}`,
  ],
  AccessOperator: [
    findSystem,
    'Allow sqs:GetQueueAttributes sqs:SendMessage on LiveEventsQueue.Arn',
    'Allow sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage on DeadLetterQueue.Arn',
    `Allow dynamodb:DeleteItem dynamodb:GetItem dynamodb:Query on ${everyTable}`,
    `Allow dynamodb:Query on ${indexes}`,
    'Allow dynamodb:Scan on SubmissionsTable.Arn',
    'Allow dynamodb:UpdateItem on ForgottenTable.Arn',
    'Allow dynamodb:DeleteItem dynamodb:Query dynamodb:Scan on HistoryTable.Arn',
    'Allow lambda:GetEventSourceMapping lambda:UpdateEventSourceMapping on ' +
      ownArn('lambda', 'event-source-mapping:ConsumerLiveEvents48D16428'),
  ],
  AccessReconciler: [
    findSystem,
    'Allow dynamodb:BatchGetItem dynamodb:DescribeTable dynamodb:GetItem dynamodb:PartiQLInsert ' +
      `dynamodb:PartiQLUpdate dynamodb:Scan on ${everyTable}`,
    'Allow dynamodb:Scan on ForgottenTable.Arn',
    'Allow dynamodb:DescribeTable dynamodb:PartiQLInsert dynamodb:Scan on HistoryTable.Arn',
  ],
  MonitoringNotificationsKey: [
    owner,
    'Allow Service=cloudwatch.amazonaws.com kms:Decrypt kms:GenerateDataKey* on *',
  ],
  MonitoringNotificationsTopicPolicy: [
    tlsOnly('sns:Publish', 'MonitoringNotificationsTopic8FFF60A8'),
    'Allow Service=cloudwatch.amazonaws.com sns:Publish on MonitoringNotificationsTopic8FFF60A8 if ' +
      `ArnLike=aws:SourceArn=${ownArn('cloudwatch', 'alarm:canvas-grade-state-prod-*')} ` +
      'StringEquals=aws:SourceAccount=AWS::AccountId',
  ],
};

const canvasEncrypts =
  `Allow ${account('636161780776')} kms:Decrypt kms:GenerateDataKey on * if ` +
  'StringEquals=kms:ViaService=sqs.AWS::Region.amazonaws.com';

describe('every IAM statement of the template', () => {
  test('without a history lets the function write none', () => {
    const { ConsumerRole = [] } = statementsOf({ history: false });
    expect(ConsumerRole.filter((statement) => statement.includes('HistoryTable'))).toEqual([]);
  });

  test('is one of these', () => {
    expect(statementsOf()).toEqual(expected);
  });

  test('with a KMS key made here is one of these, and those by which Canvas, the function and operators use the key', () => {
    const { QueueKey, ConsumerRole, AccessOperator, ...others } = statementsOf({ queueKey: 'create' });
    const usesKey = expect.stringMatching(/^Allow kms:Decrypt kms:GenerateDataKey on QueueKey\w+\.Arn$/);

    expect(QueueKey).toEqual([owner, canvasEncrypts]);
    expect(ConsumerRole).toEqual([...expected.ConsumerRole, usesKey]);
    expect(AccessOperator).toEqual([...expected.AccessOperator, usesKey]);
    const { ConsumerRole: _, AccessOperator: __, ...expectedOthers } = expected;
    expect(others).toEqual(expectedOthers);
  });

  test('with a KMS key that exists is one of these, and those by which the function and operators use the key', () => {
    const queueKey = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const usesKey = `Allow kms:Decrypt kms:GenerateDataKey on ${queueKey}`;

    expect(statementsOf({ queueKey })).toEqual({
      ...expected,
      ConsumerRole: [...expected.ConsumerRole, usesKey],
      AccessOperator: [...expected.AccessOperator, usesKey],
    });
  });
});
