import { QueueDoesNotExist, SQSServiceException } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { describeError, UsageError } from '../../../scripts/command/command-error.ts';
import { toQueueError } from '../../../scripts/dead-letters/to-queue-error.ts';
import { ConnectionError } from '../../../scripts/system/connect.ts';

const $metadata = {};
const ofSqs = (name: string, message: string) =>
  new SQSServiceException({ name, message, $fault: 'client', $metadata });

test.each<[string, unknown, string]>([
  ['of usage in its own words', new UsageError('--rate x: no'), '--rate x: no'],
  ['of connecting in its own words', new ConnectionError('No stack x'), 'No stack x'],
  ['that was written for people', new Error('Cannot write x'), 'Cannot write x'],
  [
    'of permission with the action that is missing',
    ofSqs('AccessDeniedException', 'User x is not authorized to perform: sqs:DeleteMessage'),
    'No permission: User x is not authorized to perform: sqs:DeleteMessage',
  ],
  [
    'of a queue that is gone',
    new QueueDoesNotExist({ message: '', $metadata }),
    'A queue of prod does not exist any more.',
  ],
  [
    'of the network by its code',
    Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
    'SQS does not answer (ECONNREFUSED).',
  ],
  [
    'of SQS by its name alone, since it may quote a value',
    ofSqs('InvalidMessageContents', 'The value "secret" is wrong'),
    'SQS refused: InvalidMessageContents.',
  ],
])('an error %s is told', (_case, error, expected) => {
  expect(describeError(toQueueError(error, 'prod'))).toBe(expected);
});

test('an interruption stays one', () => {
  const interruption = Object.assign(new Error('aborted'), { name: 'AbortError', code: 'ABORT_ERR' });

  expect(toQueueError(interruption, 'prod')).toBe(interruption);
});
