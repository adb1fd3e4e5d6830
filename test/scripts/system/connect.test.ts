import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { SQSServiceException } from '@aws-sdk/client-sqs';
import { describe, expect, test } from '@jest/globals';
import { describeError } from '../../../scripts/command/command-error.ts';
import { adviceOn, toConnectionError } from '../../../scripts/system/connect.ts';

const entry = fileURLToPath(new URL('../../../scripts/grade-state.ts', import.meta.url));

/** Runs a command against an AWS at that address, in a process of its own: the SDK knows no errors of jest's. */
async function runAt(endpoint: string) {
  const env = {
    PATH: process.env['PATH'],
    AWS_ENDPOINT_URL_CLOUDFORMATION: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_MAX_ATTEMPTS: '1',
  };
  const node = ['--disable-warning=ExperimentalWarning', entry, 'dead-letters', 'list'];
  const child = spawn(process.execPath, node, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const [stderr, [status]] = await Promise.all([
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { stderr, status };
}

describe('an AWS that does not answer is not said to refuse', () => {
  test('where its name is not known', async () => {
    const { stderr, status } = await runAt('http://cloudformation.nowhere.invalid');

    expect(stderr).toMatch(
      /^AWS does not answer \((ENOTFOUND|EAI_AGAIN) cloudformation\.nowhere\.invalid\)\. Check the network and AWS_REGION\.\n$/,
    );
    expect(status).toBe(1);
  });

  test('where nothing listens', async () => {
    expect((await runAt('http://127.0.0.1:9')).stderr).toMatch(/^AWS does not answer \(ECONNREFUSED\)\./);
  });

  test('where it takes too long', () => {
    const error = Object.assign(new Error('Socket timed out'), { name: 'TimeoutError', $metadata: {} });

    expect(adviceOn(error, 'prod')).toMatch(/^AWS does not answer \(no answer in time\)\./);
  });
});

test('an AWS that refuses is quoted', () => {
  const error = new SQSServiceException({
    name: 'Throttling',
    message: 'slow down',
    $fault: 'client',
    $metadata: {},
  });

  expect(adviceOn(error, 'prod')).toBe('AWS refused: Throttling: slow down');
});

test('a disk that fails is not taken for AWS', () => {
  const error = Object.assign(new Error('no space left'), { code: 'ENOSPC', path: '/x' });

  expect(describeError(toConnectionError(error, 'prod'))).toBe('no space left');
  expect(adviceOn(error, 'prod')).not.toContain('does not answer');
});
