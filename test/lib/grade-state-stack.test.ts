import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { parseConfig } from '../../lib/config.ts';
import { GradeStateStack } from '../../lib/grade-state-stack.ts';
import project from '../../package.json' with { type: 'json' };
import { arnOf, ref, synthesize } from './synthesize.ts';

const { stack, template, only, idsOf, resource } = synthesize();

/** A physical name as text, the region of the deployment as `<region>`. */
const nameOf = (name: unknown): string => {
  if (typeof name === 'string') return name;
  const [separator, parts] = (name as { 'Fn::Join': [string, unknown[]] })['Fn::Join'];
  return parts
    .map((part) => (isDeepStrictEqual(part, ref('AWS::Region')) ? '<region>' : String(part)))
    .join(separator);
};

describe('the stack', () => {
  test('is named after its environment, described and tagged', () => {
    const { stack } = synthesize({ name: 'beta' });

    expect(stack.stackName).toBe('canvas-grade-state-beta');
    expect(stack.templateOptions.description).toContain('(beta)');
    expect(stack.tags.tagValues()).toEqual({ application: 'canvas-grade-state', environment: 'beta' });
  });

  test('is protected from termination, unless it is thrown away', () => {
    expect(stack.terminationProtection).toBe(true);
    expect(synthesize({ removalPolicy: 'destroy' }).stack.terminationProtection).toBe(false);
  });

  test('knows neither account nor region', () => {
    expect(stack.environment).toBe('aws://unknown-account/unknown-region');
  });
});

describe('a setting that is likely a mistake', () => {
  /** Not synthesized, which would print them. */
  const warningsOf = (settings: Record<string, unknown>) => {
    const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
    const { metadata } = new GradeStateStack(app, parseConfig(settings)).node;
    return metadata.filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => String(data));
  };

  test('is a warning of the synth, by its name', () => {
    expect(warningsOf({ rootAccounts: '01314161-1afc-0f2f-ffbf-1f31f5f0f972' })).toEqual([
      expect.stringMatching(/^rootAccounts has 01314161-/),
    ]);
  });

  test('is none where nothing is doubtful', () => {
    expect(warningsOf({ rootAccounts: 'VicYj3cu5BIFpoZhDVU4DZumnlBrWi1grgJEzADs' })).toEqual([]);
  });
});

test('the stack holds these resources and no other', () => {
  const counts: Record<string, number> = {};
  for (const { Type } of Object.values(template.Resources)) counts[Type] = (counts[Type] ?? 0) + 1;

  expect(counts).toEqual({
    'AWS::SQS::Queue': 2,
    'AWS::SQS::QueuePolicy': 2,
    'AWS::DynamoDB::Table': 5,
    'AWS::Logs::LogGroup': 1,
    'AWS::IAM::Role': 1,
    'AWS::IAM::ManagedPolicy': 3,
    'AWS::Lambda::Function': 1,
    'AWS::Lambda::EventSourceMapping': 1,
    'AWS::CloudWatch::Alarm': 33,
    'AWS::CloudWatch::Dashboard': 1,
    'AWS::SNS::Topic': 1,
    'AWS::SNS::TopicPolicy': 1,
    'AWS::KMS::Key': 1,
    'AWS::KMS::Alias': 1,
  });
});

test('a history that is switched off is neither watched nor said to be written', () => {
  const { idsOf, resource, template } = synthesize({ history: false });
  const watched = [...idsOf('AWS::CloudWatch::Alarm'), ...idsOf('AWS::CloudWatch::Dashboard')];

  expect(watched).toHaveLength(30);
  for (const id of watched) expect(JSON.stringify(resource(id))).not.toContain('HistoryTable');
  expect(template.Outputs['HistoryDays']).toMatchObject({ Value: 'off' });
});

/** The policy of a name that ends, before the region, with a word. */
const policyId = (word: string) =>
  idsOf('AWS::IAM::ManagedPolicy').find((id) =>
    nameOf(resource(id).Properties['ManagedPolicyName']).endsWith(`-${word}-<region>`),
  ) ?? '';

test('the outputs, by which people and scripts find everything, keep their ids', () => {
  const values = Object.fromEntries(Object.entries(template.Outputs).map(([id, { Value }]) => [id, Value]));

  expect(values).toEqual({
    LiveEventsQueueUrl: ref('LiveEventsQueue'),
    LiveEventsQueueArn: arnOf('LiveEventsQueue'),
    DeadLetterQueueUrl: ref('DeadLetterQueue'),
    DeadLetterQueueArn: arnOf('DeadLetterQueue'),
    SubmissionsTableName: ref('SubmissionsTable'),
    ScoresTableName: ref('ScoresTable'),
    CourseScoresTableName: ref('CourseScoresTable'),
    HistoryTableName: ref('HistoryTable'),
    ForgottenTableName: ref('ForgottenTable'),
    RetentionDays: 'none',
    HistoryDays: 'none',
    FunctionName: ref(only('AWS::Lambda::Function').logicalId),
    LogGroupName: ref(only('AWS::Logs::LogGroup').logicalId),
    EventSourceMappingId: ref(only('AWS::Lambda::EventSourceMapping').logicalId),
    ReaderPolicyArn: ref(policyId('reader')),
    OperatorPolicyArn: ref(policyId('operator')),
    ReconcilerPolicyArn: ref(policyId('reconciler')),
    Version: project.version,
    AlarmTopicArn: ref(only('AWS::SNS::Topic').logicalId),
    DashboardName: ref(only('AWS::CloudWatch::Dashboard').logicalId),
  });
});

describe('two environments in one account', () => {
  const nameProperties: Record<string, string> = {
    'AWS::SQS::Queue': 'QueueName',
    'AWS::DynamoDB::Table': 'TableName',
    'AWS::Lambda::Function': 'FunctionName',
    'AWS::Logs::LogGroup': 'LogGroupName',
    'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
    'AWS::CloudWatch::Alarm': 'AlarmName',
    'AWS::CloudWatch::Dashboard': 'DashboardName',
    'AWS::SNS::Topic': 'TopicName',
    'AWS::KMS::Alias': 'AliasName',
  };
  const namesOf = (name: string) =>
    Object.values(synthesize({ name, queueKey: 'create' }).template.Resources).flatMap(
      ({ Type, Properties }) => {
        const property = nameProperties[Type];
        return property === undefined ? [] : [`${Type} ${nameOf(Properties[property])}`];
      },
    );

  test('share no physical name, even when one name begins with the other', () => {
    const names = ['prod', 'beta', 'prod-beta', 'prod-scores', 'prod-submissions'].flatMap(namesOf);

    expect(names).toHaveLength(5 * 49);
    expect(new Set(names).size).toBe(names.length);
  });

  test('keep within the limits of AWS with the longest name', () => {
    const longest = (type: string) =>
      Math.max(
        ...namesOf('a'.repeat(32)).map((name) => (name.startsWith(type) ? name.length - type.length : 0)),
      );

    expect(longest('AWS::Lambda::Function ')).toBeLessThanOrEqual(64);
    expect(longest('AWS::SQS::Queue ')).toBeLessThanOrEqual(80);
    expect(longest('AWS::CloudWatch::Alarm ')).toBeLessThanOrEqual(255);
    expect(longest('AWS::IAM::ManagedPolicy ')).toBeLessThanOrEqual(128);
  });
});

describe('one environment in two regions of an account', () => {
  test.each([
    ['AWS::IAM::ManagedPolicy', 'ManagedPolicyName'],
    ['AWS::CloudWatch::Dashboard', 'DashboardName'],
  ])('has no %s of the same name, of which AWS keeps one list for the account', (type, property) => {
    for (const id of idsOf(type)) expect(nameOf(resource(id).Properties[property])).toMatch(/-<region>$/);
  });

  test('gives its roles no name, of which AWS keeps one list for the account too', () => {
    for (const id of idsOf('AWS::IAM::Role')) expect(resource(id).Properties).not.toHaveProperty('RoleName');
  });
});

test.each([
  { removalPolicy: 'retain' },
  { removalPolicy: 'destroy' },
  { queueKey: 'create', alarmEmail: 'on-call@example.edu' },
  { queueKey: 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab' },
])("cdk-nag's AwsSolutions rules find nothing in a stack with %j", (settings) => {
  const report = new AwsSolutionsChecks().validateScope(synthesize({ ...settings, name: 'nag' }).stack);

  expect(report).toMatchObject({ success: true, violations: [] });
});
