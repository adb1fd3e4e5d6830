import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Engines, startEngines } from '../../../scripts/local/engines/engines.ts';
import { announceIn } from '../export/command.ts';
import { type Stack, startStack } from '../grades/stack.ts';
import { storeFixtures } from '../reader/stored-fixtures.ts';

/* The command as it is run, in a process of its own. */
const script = new URL('../../../scripts/page/command.ts', import.meta.url).pathname;

let engines: Engines;
let stack: Stack;
let temporary: string;

beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'page-'));
  engines = await startEngines();
  await storeFixtures(engines.clients.dynamodb);
  stack = await startStack(engines.endpoints.dynamodb);
});
afterAll(async () => {
  await stack.stop();
  await engines.stop();
  await rm(temporary, { recursive: true });
});

const start = (line: string) =>
  spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...line.split(' ')], {
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', TMPDIR: temporary, ...stack.environment },
  });

describe('npm run page', () => {
  test('serves the page of a stack until it is interrupted', async () => {
    const child = start('--shard 2107');
    const ended = once(child, 'exit');
    const [url] = (await once(createInterface(child.stdout), 'line')) as [string];

    const page = await fetch(url);
    const story = await fetch(new URL('find?submission=11086', url));
    child.kill('SIGINT');

    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await story.json()).toMatchObject({ stories: [{ ids: ['21070000000011086'] }] });
    expect(await ended).toEqual([0, null]);
    await expect(fetch(url)).rejects.toThrow();
  });

  test('says that there is no such stack', async () => {
    const child = start('--stack nope');
    const [stderr, [status]] = await Promise.all([text(child.stderr), once(child, 'exit')]);

    expect([status, stderr]).toEqual([
      1,
      'No stack nope in this account and region. Check --stack, AWS_REGION and AWS_PROFILE.\n',
    ]);
  });

  test('prints the address of the page that a local run serves', async () => {
    const page = 'http://127.0.0.1:1/secret/';
    const { endpoints } = engines;
    await announceIn(temporary, { pid: process.pid, stack: 'local', endpoints, page, outputs: {} });

    const child = start('--local');
    const [stdout, [status]] = await Promise.all([text(child.stdout), once(child, 'exit')]);

    expect([status, stdout]).toEqual([0, `${page}\n`]);
  });
});
