/** What an API answered. */
export type Reply = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Milliseconds that it asks to wait; null where it does not say. */
  readonly retryAfter: number | null;
};

const REQUEST_TIMEOUT = 120_000;

/**
 * Sends a request that carries a secret. Who is sent on to a login page, or anywhere else, must not take it along.
 *
 * @returns undefined when there was no answer, or not all of it
 */
export async function send(url: URL, init: RequestInit, signal: AbortSignal): Promise<Reply | undefined> {
  try {
    const timeout = AbortSignal.timeout(REQUEST_TIMEOUT);
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      signal: AbortSignal.any([signal, timeout]),
    });
    const { status, headers } = response;
    const retryAfter = Number(headers.get('Retry-After') ?? Number.NaN) * 1000;
    return {
      status,
      headers,
      text: await response.text(),
      retryAfter: Number.isFinite(retryAfter) ? retryAfter : null,
    };
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
