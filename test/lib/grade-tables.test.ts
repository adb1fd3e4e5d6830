import { describe, expect, test } from '@jest/globals';
import { synthesize } from './synthesize.ts';

const { resource, idsOf } = synthesize();
const table = (logicalId: string) => resource(logicalId).Properties;

const keys = (partitionKey: string, sortKey: string) => [
  { AttributeName: partitionKey, KeyType: 'HASH' },
  { AttributeName: sortKey, KeyType: 'RANGE' },
];
const keysOnly = (IndexName: string, partitionKey: string, sortKey: string) => ({
  IndexName,
  KeySchema: keys(partitionKey, sortKey),
  Projection: { ProjectionType: 'KEYS_ONLY' },
});

// Written out, not read from domain/tables.ts: readers in other languages rely on these.
const promises = [
  {
    logicalId: 'SubmissionsTable',
    name: 'submissions',
    key: keys('submission_id', 'facet'),
    indexes: [
      keysOnly('by_course', 'course_id', 'facet'),
      keysOnly('by_user', 'user_id', 'facet'),
      keysOnly('by_assignment', 'assignment_id', 'facet'),
    ],
  },
  {
    logicalId: 'ScoresTable',
    name: 'scores',
    key: keys('score_id', 'facet'),
    indexes: [keysOnly('by_course', 'course_id', 'facet'), keysOnly('by_user', 'user_id', 'facet')],
  },
  {
    logicalId: 'CourseScoresTable',
    name: 'course-scores',
    key: keys('course_id', 'user_id'),
    indexes: [keysOnly('by_user', 'user_id', 'course_id')],
  },
  // Whose items are found by the rows' keys: an index would double the price of each.
  { logicalId: 'HistoryTable', name: 'history', key: keys('entity', 'entry'), indexes: undefined },
];

test('there are these tables, and that of forgotten students', () => {
  expect(idsOf('AWS::DynamoDB::Table')).toEqual([
    ...promises.map(({ logicalId }) => logicalId),
    'ForgottenTable',
  ]);
});

describe.each(promises)('the table $name', ({ logicalId, name, key, indexes }) => {
  test('is named after its environment', () => {
    expect(table(logicalId)['TableName']).toBe(`canvas-grade-state-prod-${name}`);
    expect(synthesize({ name: 'beta' }).resource(logicalId).Properties['TableName']).toBe(
      `canvas-grade-state-beta-${name}`,
    );
  });

  test('has the key readers query by', () => {
    expect(table(logicalId)['KeySchema']).toEqual(key);
  });

  test('is there also where no history is kept, so that it can be kept again', () => {
    expect(synthesize({ history: false }).idsOf('AWS::DynamoDB::Table')).toContain(logicalId);
  });

  test('has indexes that project keys only, so that a regrade writes nothing to them', () => {
    expect(table(logicalId)['GlobalSecondaryIndexes']).toEqual(indexes);
  });

  test('has string keys: an id can exceed what a double holds', () => {
    const types = table(logicalId)['AttributeDefinitions'] as { AttributeType: string }[];

    expect(types.map((type) => type.AttributeType)).toEqual(types.map(() => 'S'));
  });

  test('is paid per request', () => {
    expect(table(logicalId)['BillingMode']).toBe('PAY_PER_REQUEST');
  });

  test('can be restored to any second of the last 35 days', () => {
    expect(table(logicalId)['PointInTimeRecoverySpecification']).toEqual({
      PointInTimeRecoveryEnabled: true,
    });
  });

  test("is encrypted with the account's key for DynamoDB", () => {
    expect(table(logicalId)['SSESpecification']).toEqual({ SSEEnabled: true });
  });

  test('lets rows expire by expires_at', () => {
    expect(table(logicalId)['TimeToLiveSpecification']).toEqual({
      AttributeName: 'expires_at',
      Enabled: true,
    });
  });

  test('can not be deleted by accident, by the stack or by hand', () => {
    expect(resource(logicalId)).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(table(logicalId)['DeletionProtectionEnabled']).toBe(true);
  });

  test('of a throw-away stack is deleted with it', () => {
    const thrownAway = synthesize({ removalPolicy: 'destroy' }).resource(logicalId);

    expect(thrownAway.DeletionPolicy).toBe('Delete');
    expect(thrownAway.Properties['DeletionProtectionEnabled']).not.toBe(true);
  });
});
