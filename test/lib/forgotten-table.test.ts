import { expect, test } from '@jest/globals';
import { MAX_INVOCATION_SECONDS } from '../../scripts/forget/remember-forgotten.ts';
import { synthesize } from './synthesize.ts';

const { resource, only } = synthesize();

// Written out: losing this table lets those come back who were forgotten.
test('the table of forgotten students is kept like the rows, and nothing in it expires', () => {
  const table = resource('ForgottenTable');
  expect(table).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  expect(table.Properties).toEqual({
    TableName: 'canvas-grade-state-prod-forgotten',
    KeySchema: [{ AttributeName: 'user_hash', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'user_hash', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    SSESpecification: { SSEEnabled: true },
    DeletionProtectionEnabled: true,
  });
});

test('of a throw-away stack it is deleted with it', () => {
  const thrownAway = synthesize({ removalPolicy: 'destroy' }).resource('ForgottenTable');
  expect(thrownAway.DeletionPolicy).toBe('Delete');
  expect(thrownAway.Properties['DeletionProtectionEnabled']).not.toBe(true);
});

test('forget waits as long as an invocation may take', () => {
  expect(only('AWS::Lambda::Function').Properties['Timeout']).toBe(MAX_INVOCATION_SECONDS);
});
