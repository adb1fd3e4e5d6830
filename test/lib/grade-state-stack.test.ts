import { describe, expect, test } from '@jest/globals';
import { AwsSolutionsChecks } from 'cdk-nag';
import { arnOf, ref, synthesize } from './synthesize.ts';

const { stack, template, only, idsOf } = synthesize();

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

// CloudFormation knows a resource by its logical id alone. A changed id deletes and creates: the queue's
// URL stops working, and Canvas's events are lost without a sign; a table's rows stay behind in a table the
// function no longer writes to. If one of these must change, move what it holds first.
test('what holds messages or rows keeps its logical id for ever', () => {
  const stateful = ['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 'AWS::DynamoDB::Table'];

  expect(Object.fromEntries(stateful.map((type) => [type, idsOf(type).sort()]))).toEqual({
    'AWS::SQS::Queue': ['DeadLetterQueue', 'LiveEventsQueue'],
    'AWS::SQS::QueuePolicy': ['DeadLetterQueuePolicy', 'LiveEventsQueuePolicy'],
    'AWS::DynamoDB::Table': ['CourseScoresTable', 'ScoresTable', 'SubmissionsTable'],
  });
});

test('the stack holds these resources and no other', () => {
  const counts: Record<string, number> = {};
  for (const { Type } of Object.values(template.Resources)) counts[Type] = (counts[Type] ?? 0) + 1;

  expect(counts).toEqual({
    'AWS::SQS::Queue': 2,
    'AWS::SQS::QueuePolicy': 2,
    'AWS::DynamoDB::Table': 3,
    'AWS::Logs::LogGroup': 1,
    'AWS::IAM::Role': 1,
    'AWS::Lambda::Function': 1,
    'AWS::Lambda::EventSourceMapping': 1,
  });
});

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
    FunctionName: ref(only('AWS::Lambda::Function').logicalId),
    LogGroupName: ref(only('AWS::Logs::LogGroup').logicalId),
    EventSourceMappingId: ref(only('AWS::Lambda::EventSourceMapping').logicalId),
  });
});

describe('two environments in one account', () => {
  const nameProperties = new Set(['QueueName', 'TableName', 'FunctionName', 'LogGroupName']);
  const namesOf = (name: string) =>
    Object.values(synthesize({ name }).template.Resources).flatMap(({ Type, Properties }) =>
      Object.entries(Properties)
        .filter(([property, value]) => nameProperties.has(property) && typeof value === 'string')
        .map(([, value]) => `${Type} ${String(value)}`),
    );

  test('share no physical name, even when one name begins with the other', () => {
    const names = ['prod', 'beta', 'prod-beta', 'prod-scores', 'prod-submissions'].flatMap(namesOf);

    expect(names).toHaveLength(5 * 7);
    expect(new Set(names).size).toBe(names.length);
  });

  test('keep within the limits of AWS with the longest name', () => {
    const longest = (type: string) =>
      Math.max(
        ...namesOf('a'.repeat(32)).map((name) => (name.startsWith(type) ? name.length - type.length : 0)),
      );

    expect(longest('AWS::Lambda::Function ')).toBeLessThanOrEqual(64);
    expect(longest('AWS::SQS::Queue ')).toBeLessThanOrEqual(80);
  });
});

test.each(['retain', 'destroy'])("cdk-nag's AwsSolutions rules find nothing in a stack to %s", (policy) => {
  const report = new AwsSolutionsChecks().validateScope(
    synthesize({ removalPolicy: policy, name: 'nag' }).stack,
  );

  expect(report).toMatchObject({ success: true, violations: [] });
});
