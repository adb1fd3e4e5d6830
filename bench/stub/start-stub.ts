import { askServer, type RunningServer, startServer } from '../measure/run-server.ts';
import type { Counts } from './counts.ts';

/**
 * Starts DynamoDB as far as the contenders use it.
 *
 * @param delayMilliseconds how long each answer waits; 0 answers at once
 */
export function startStub(delayMilliseconds: number): Promise<RunningServer> {
  return startServer(new URL('./stub-process.ts', import.meta.url), { delayMilliseconds });
}

export async function readCounts(endpoint: string): Promise<Counts> {
  return (await askServer(endpoint, 'Counts')) as Counts;
}

/** Sets the counts to nothing, and empties the tables unless they are to keep what they hold. */
export async function resetStub(endpoint: string, { keepItems = false } = {}): Promise<void> {
  await askServer(endpoint, 'Reset', { keepItems });
}
