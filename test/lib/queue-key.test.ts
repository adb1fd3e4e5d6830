import { describe, expect, test } from '@jest/globals';
import { arnOf, ref, synthesize } from './synthesize.ts';

const existing = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const keyOf = (synthesized: ReturnType<typeof synthesize>) => {
  const logicalId = synthesized.idsOf('AWS::KMS::Key').find((id) => id.startsWith('QueueKey')) ?? '';
  return { logicalId, ...synthesized.resource(logicalId) };
};

describe('queueKey=create', () => {
  const synthesized = synthesize({ queueKey: 'create' });
  const key = keyOf(synthesized);

  test('encrypts both queues with a key of this stack, and not with SSE-SQS', () => {
    for (const queue of ['LiveEventsQueue', 'DeadLetterQueue'].map(synthesized.resource)) {
      expect(queue.Properties['KmsMasterKeyId']).toEqual(arnOf(key.logicalId));
      expect(queue.Properties).not.toHaveProperty('SqsManagedSseEnabled', true);
    }
  });

  test("lets Instructure's account use the key through SQS, in the key's own policy", () => {
    const { Statement } = key.Properties['KeyPolicy'] as { Statement: unknown[] };

    expect(Statement).toContainEqual({
      Sid: 'CanvasEncryptsLiveEvents',
      Effect: 'Allow',
      Principal: { AWS: { 'Fn::Join': ['', ['arn:', ref('AWS::Partition'), ':iam::636161780776:root']] } },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: '*',
      Condition: {
        StringEquals: {
          'kms:ViaService': { 'Fn::Join': ['', ['sqs.', ref('AWS::Region'), '.amazonaws.com']] },
        },
      },
    });
  });

  test('rotates the key, names it after the environment, and keeps it as long as what it encrypts', () => {
    expect(key.Properties['EnableKeyRotation']).toBe(true);
    expect(key.DeletionPolicy).toBe('Retain');
    expect(JSON.stringify(synthesized.template)).toContain('alias/canvas-grade-state-prod-queues');
    expect(keyOf(synthesize({ queueKey: 'create', removalPolicy: 'destroy' })).DeletionPolicy).toBe('Delete');
  });

  test('tells the key', () => {
    expect(synthesized.template.Outputs['QueueKeyArn']?.Value).toEqual(arnOf(key.logicalId));
  });
});

describe('queueKey=ARN', () => {
  const { template, resource, idsOf } = synthesize({ queueKey: existing, senderAccount: '210987654321' });

  test('encrypts both queues with the key that exists, and makes none', () => {
    expect(resource('LiveEventsQueue').Properties['KmsMasterKeyId']).toBe(existing);
    expect(resource('DeadLetterQueue').Properties['KmsMasterKeyId']).toBe(existing);
    expect(idsOf('AWS::KMS::Key')).toHaveLength(1);
  });

  test('tells the statement that its owner must add to its policy', () => {
    const statement = JSON.stringify(template.Outputs['QueueKeyPolicyStatement']?.Value);

    for (const part of ['kms:GenerateDataKey', 'kms:Decrypt', ':iam::210987654321:root', 'kms:ViaService']) {
      expect(statement).toContain(part);
    }
  });
});

test('without queueKey there is no key but that of the alarms', () => {
  const { template, idsOf } = synthesize();

  expect(idsOf('AWS::KMS::Key')).toHaveLength(1);
  expect(template.Outputs).not.toHaveProperty('QueueKeyArn');
});
