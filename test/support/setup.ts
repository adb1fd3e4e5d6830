import { enableCompileCache, registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { addEventHandler } from 'jest-circus';

// Half of the time of a command that a test runs is to compile what it loads.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'node-compile-cache');
enableCompileCache(process.env['NODE_COMPILE_CACHE']);

// The runner has them as globals.
const globals =
  'export const { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } = globalThis;';
registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier === '@jest/globals'
      ? { url: `data:text/javascript,${globals}`, shortCircuit: true }
      : nextResolve(specifier, context),
});

const LIMIT_SECONDS = Number(process.env['TEST_LIMIT_SECONDS'] ?? 300);

// The runner has no time limit: a test or hook that hangs would stop the run, and nobody would know which.
addEventHandler((event, { currentDescribeBlock: { children, hooks } }) => {
  const added = { add_test: children, add_hook: hooks }[event.name as string]?.at(-1);
  if (added === undefined || !('fn' in added)) return;
  const { fn } = added;
  added.fn = () => within(LIMIT_SECONDS, fn as () => unknown);
});

async function within(seconds: number, work: () => unknown): Promise<void> {
  const ended = new AbortController();
  const { signal } = ended;
  const limit = setTimeout(seconds * 1000, undefined, { signal }).then(() => {
    throw new Error(`has not ended within ${seconds} seconds`);
  });
  try {
    await Promise.race([limit, work()]);
  } finally {
    ended.abort();
    await limit.catch(() => undefined);
  }
}
