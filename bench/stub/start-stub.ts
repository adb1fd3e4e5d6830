import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Counts } from './counts.ts';

export type RunningStub = {
  readonly endpoint: string;
  readonly counts: () => Promise<Counts>;
  readonly reset: (options?: ResetOptions) => Promise<void>;
  readonly stop: () => Promise<void>;
};

type ResetOptions = {
  /** Whether the tables keep what they hold; by default they are emptied. */
  readonly keepItems?: boolean;
};

/**
 * Starts DynamoDB and SQS as far as the contenders use them, in a process of its own, so that their
 * CPU is not counted as a contender's.
 *
 * @param options.delayMilliseconds how long each answer waits; 0 answers at once
 */
export async function startStub(options: { readonly delayMilliseconds: number }): Promise<RunningStub> {
  const child = fork(new URL('./stub-process.ts', import.meta.url), [JSON.stringify(options)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { PATH: process.env['PATH'] },
  });
  const [{ endpoint }] = (await once(child, 'message')) as [{ endpoint: string }];
  return {
    endpoint,
    counts: () => readCounts(endpoint),
    reset: (resetOptions) => resetStub(endpoint, resetOptions),
    async stop() {
      const closed = once(child, 'close');
      child.kill();
      await closed;
    },
  };
}

/** Reads the counts of a stub that another process has started. */
export async function readCounts(endpoint: string): Promise<Counts> {
  const response = await fetch(`${endpoint}/counts`);
  return (await response.json()) as Counts;
}

/** Sets the counts of a stub that another process has started to nothing. */
export async function resetStub(endpoint: string, { keepItems = false }: ResetOptions = {}): Promise<void> {
  const response = await fetch(`${endpoint}/reset${keepItems ? '?items=keep' : ''}`, { method: 'POST' });
  await response.arrayBuffer();
}
