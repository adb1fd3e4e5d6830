import { describe, expect, test } from '@jest/globals';
import { findReplacements } from './replacements.ts';
import { type Resource, ref, synthesize } from './synthesize.ts';

const key = (HASH: string, RANGE: string) => [
  { AttributeName: HASH, KeyType: 'HASH' },
  { AttributeName: RANGE, KeyType: 'RANGE' },
];
const table = (TableName: string, KeySchema: unknown): Resource => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: { TableName, KeySchema },
});
const queue = (QueueName: string): Resource => ({ Type: 'AWS::SQS::Queue', Properties: { QueueName } });
const policy = (queueId: string): Resource => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: { Queues: [ref(queueId)] },
});

/** What is deployed, in every release. To change it on purpose is to lose what it holds, unless that is moved first. */
const released: Record<string, Resource> = {
  LiveEventsQueue: queue('canvas-live-events-prod'),
  LiveEventsQueuePolicy: policy('LiveEventsQueue'),
  DeadLetterQueue: queue('canvas-live-events-prod-dead-letters'),
  DeadLetterQueuePolicy: policy('DeadLetterQueue'),
  SubmissionsTable: table('canvas-grade-state-prod-submissions', key('submission_id', 'facet')),
  ScoresTable: table('canvas-grade-state-prod-scores', key('score_id', 'facet')),
  CourseScoresTable: table('canvas-grade-state-prod-course-scores', key('course_id', 'user_id')),
  ForgottenTable: table('canvas-grade-state-prod-forgotten', [
    { AttributeName: 'user_hash', KeyType: 'HASH' },
  ]),
  HistoryTable: table('canvas-grade-state-prod-history', key('entity', 'entry')),
};
const current = synthesize().template.Resources;

describe('an update from a released stack to this one', () => {
  test('replaces and deletes nothing that holds messages or rows', () => {
    expect(findReplacements(released, current)).toEqual([]);
  });

  test.each([
    { queueKey: 'create' },
    { batchSize: 10, batchingWindowSeconds: 0 },
    { removalPolicy: 'destroy' },
    { retentionDays: 30, senderAccount: '123456789012' },
    { history: false },
  ])('replaces nothing when %j is set', (settings) => {
    expect(findReplacements(released, synthesize(settings).template.Resources)).toEqual([]);
  });

  test('leaves nothing that holds messages or rows unpinned', () => {
    const types = new Set(Object.values(released).map(({ Type }) => Type));
    const stateful = Object.entries(current).filter(([, { Type }]) => types.has(Type));

    expect(stateful.map(([logicalId]) => logicalId).sort()).toEqual(Object.keys(released).sort());
  });
});

describe('a change of what holds messages or rows is told with its danger:', () => {
  const { LiveEventsQueue, SubmissionsTable, LiveEventsQueuePolicy, ...rest } = current;
  const changed = (property: string, value: unknown, resource: Resource | undefined): Resource => ({
    Type: resource?.Type ?? '',
    Properties: { ...resource?.Properties, [property]: value },
  });
  const all = { ...current };

  test.each<[string, Record<string, Resource | undefined>, string, string]>([
    [
      'a queue under another logical id',
      { ...rest, SubmissionsTable, LiveEventsQueuePolicy, Queue: LiveEventsQueue },
      'LiveEventsQueue (AWS::SQS::Queue) would be deleted.',
      'its subscription ends without a sign',
    ],
    [
      'another queue name',
      { ...all, LiveEventsQueue: changed('QueueName', 'canvas-live-events-new', LiveEventsQueue) },
      'LiveEventsQueue (AWS::SQS::Queue) would be replaced: its QueueName changes.',
      'it does not send again',
    ],
    [
      'a queue policy under another logical id',
      { ...rest, SubmissionsTable, LiveEventsQueue, Policy: LiveEventsQueuePolicy },
      'LiveEventsQueuePolicy (AWS::SQS::QueuePolicy) would be deleted.',
      'Canvas is refused',
    ],
    [
      'a table of another name',
      { ...all, SubmissionsTable: changed('TableName', 'grades', SubmissionsTable) },
      'SubmissionsTable (AWS::DynamoDB::Table) would be replaced: its TableName changes.',
      'The new table is empty',
    ],
    [
      'a table of another key',
      {
        ...all,
        SubmissionsTable: changed('KeySchema', key('submission_id', 'event_time'), SubmissionsTable),
      },
      'SubmissionsTable (AWS::DynamoDB::Table) would be replaced: its KeySchema changes.',
      'Copy the rows first',
    ],
  ])('%s', (_, resources, sentence, danger) => {
    const [told = '', ...more] = findReplacements(released, resources as Record<string, Resource>);

    expect(told).toContain(sentence);
    expect(told).toContain(danger);
    expect(more).toEqual([]);
  });
});
