import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  createLocalFunction,
  type LocalFunction,
} from '../../../../scripts/local/function/local-function.ts';
import type { FunctionDefinition } from '../../../../scripts/local/stack/deploy.ts';

const endpoints = { sqs: 'http://127.0.0.1:1', dynamodb: 'http://127.0.0.1:2' };

let folder: string;
let count = 0;
let running: LocalFunction;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'function-process-'));
});

afterEach(() => running.stop());

afterAll(() => rm(folder, { recursive: true }));

/** Makes a function of a module's source text. */
async function functionOf(source: string, definition: Partial<FunctionDefinition> = {}) {
  count += 1;
  await writeFile(join(folder, `index${count}.mjs`), source);
  running = createLocalFunction(
    {
      name: 'tested',
      handler: `index${count}.handler`,
      codeDirectory: folder,
      environment: { OWN: 'value' },
      memoryMegabytes: 128,
      timeoutSeconds: 5,
      ...definition,
    },
    endpoints,
  );
  return running;
}

describe('a function in a process of its own', () => {
  test('answers an event, and continues with the same process', async () => {
    const { invoke } = await functionOf(
      'let calls = 0; export const handler = async (event) => ({ event, calls: ++calls });',
    );

    expect(await invoke({ a: 1 })).toEqual({ ok: true, response: { event: { a: 1 }, calls: 1 }, logs: [] });
    expect(await invoke(null)).toEqual({ ok: true, response: { event: null, calls: 2 }, logs: [] });
  });

  test('starts another process for an invocation at the same time', async () => {
    const { invoke } = await functionOf(
      'export const handler = (event) => new Promise((r) => setTimeout(r, 200, process.pid));',
    );

    const pids = await Promise.all([invoke({}), invoke({})]);
    const later = await invoke({});

    expect(pids[0]).not.toEqual(pids[1]);
    expect(pids).toContainEqual(later);
  });

  test('gives it the environment of Lambda and nothing of this process', async () => {
    process.env['AWS_PROFILE'] = 'someone';
    const { invoke } = await functionOf('export const handler = async () => process.env;');

    const { response } = (await invoke({})) as unknown as { response: Record<string, string> };
    delete process.env['AWS_PROFILE'];

    expect(response).toMatchObject({
      OWN: 'value',
      AWS_ENDPOINT_URL_SQS: endpoints.sqs,
      AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
      AWS_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_NAME: 'tested',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
    });
    expect(response).not.toHaveProperty('AWS_PROFILE');
    expect(response).not.toHaveProperty('NODE_OPTIONS');
  });

  test('gives it a context with the time that is left', async () => {
    const { invoke } = await functionOf(
      'export const handler = async (_, c) => ({ ...c, left: c.getRemainingTimeInMillis() });',
    );

    expect(await invoke({})).toMatchObject({
      response: {
        awsRequestId: expect.stringMatching(/^[\w-]{36}$/),
        functionName: 'tested',
        memoryLimitInMB: '128',
        invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:tested',
        left: expect.any(Number),
      },
    });
  });

  test('hands over the lines of each invocation, whole', async () => {
    const { invoke } = await functionOf(`export const handler = async ({ text }) => {
      console.log(text);
      console.error('to stderr');
      process.stdout.write('without an end');
    };`);
    const text = 'x\u2028y'.repeat(50_000);

    const { logs } = await invoke({ text });

    expect(logs.toSorted()).toEqual(['to stderr', 'without an end', text]);
    expect((await invoke({ text: 'z' })).logs).toContain('z');
  });

  test('reports what the handler throws, and keeps the process', async () => {
    const { invoke } = await functionOf(
      'export const handler = async ({ bad }) => { if (bad) throw new TypeError("no"); return 1; };',
    );

    expect(await invoke({ bad: true })).toMatchObject({
      ok: false,
      error: { errorType: 'TypeError', errorMessage: 'no' },
    });
    expect(await invoke({})).toMatchObject({ ok: true, response: 1 });
  });

  test('reports a crash, and starts again', async () => {
    const { invoke } = await functionOf(
      'export const handler = async ({ bad }) => { console.log("last words"); if (bad) process.exit(7); return 1; };',
    );

    expect(await invoke({ bad: true })).toEqual({
      ok: false,
      error: { errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited with exit status 7' },
      logs: ['last words'],
    });
    expect(await invoke({})).toMatchObject({ ok: true, response: 1 });
  });

  test.each([
    ['throws when it is loaded', 'throw new RangeError("at load");', 'RangeError', 'at load'],
    ['exports no handler', 'export const other = 1;', 'Runtime.HandlerNotFound', 'is not a function'],
    ['is not JavaScript', 'export const (', 'SyntaxError', ''],
  ])('reports a module that %s', async (_, source, errorType, message) => {
    const { invoke } = await functionOf(source);

    expect(await invoke({})).toMatchObject({
      ok: false,
      error: { errorType, errorMessage: expect.stringContaining(message) },
    });
  });

  test('kills what runs longer than its time, even if it never yields', async () => {
    const { invoke } = await functionOf(
      'export const handler = async ({ bad }) => { while (bad); return 1; };',
      {
        timeoutSeconds: 0.5,
      },
    );

    expect(await invoke({ bad: true })).toMatchObject({
      ok: false,
      error: { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 0.50 seconds' },
    });
    expect(await invoke({})).toMatchObject({ ok: true, response: 1 });
  });

  test('is killed in the middle of an invocation, which becomes an error', async () => {
    const { invoke, busy } = await functionOf(
      'export const handler = () => new Promise(() => setTimeout(() => {}, 9e5));',
    );

    const invocation = invoke({});
    while (busy().length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await busy()[0]?.kill();

    expect(await invocation).toMatchObject({ ok: false, error: { errorType: 'Runtime.ExitError' } });
    expect(busy()).toEqual([]);
  });
});
