import { backOff } from './back-off.ts';

/**
 * Does something again as long as its error may pass and there is time.
 *
 * The SDK gives up after a second or less. A table that grows into its load, or an outage of half a minute,
 * should slow the function down and not fill the dead-letter queue.
 *
 * @throws the last error, and not that the signal aborted if there was another before
 */
export async function retryWhileItMayPass<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  let last: unknown;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      // Why it took until the time was up says more than that it was.
      if (signal.aborted) throw last ?? error;
      if (!mayPass(error)) throw error;
      last = error;
      await backOff(attempt, signal).catch(() => {
        throw error;
      });
    }
  }
}

/** By DynamoDB's names of errors, of requests and of statements. */
const PASSING =
  /^(?:InternalServerError|ProvisionedThroughputExceeded|RequestLimitExceeded|Throttling|TransactionConflict)/;

/** Tells whether the same request may succeed later: DynamoDB throttles, has failed itself, or was not reached. */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { $metadata, code } = error as { $metadata?: { httpStatusCode?: number }; code?: unknown };
  const isOfNetwork = error.name === 'TimeoutError' || typeof code === 'string';
  return PASSING.test(error.name) || isOfNetwork || ($metadata?.httpStatusCode ?? 0) >= 500;
}
