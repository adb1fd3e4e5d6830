import { isRecord } from '../../../lambdas/consume-live-events/domain/decode.ts';
import { type Clock, realClock } from '../../command/clock.ts';
import { SnapshotError } from '../snapshot-error.ts';

/** What Canvas answered: the data, and its own time when it did. */
export type Answer = { readonly data: { readonly [field: string]: unknown }; readonly date: Date | null };

export type CanvasClient = {
  /**
   * Asks a query, and again while Canvas asks to wait or has a passing fault.
   *
   * @throws SnapshotError when it is refused, or answered in part
   */
  readonly ask: (query: string, variables: { readonly [name: string]: string | null }) => Promise<Answer>;
};

export type CanvasClientOptions = {
  readonly url: URL;
  /** Only ever sent to this address, and never part of a message. */
  readonly token: string;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
};

/** Each request in flight books 50 units of the token's 600. */
export const MAX_IN_FLIGHT = 6;
/** Under this many units left, requests are spread to what leaks back: 10 units a second. */
const COMFORTABLE_REMAINDER = 300;
const UNITS_BACK_EACH_SECOND = 10;

const MAX_ATTEMPTS = 8;
const LONGEST_WAIT = 60_000;
const REQUEST_TIMEOUT = 120_000;

export function openCanvasClient(options: CanvasClientOptions): CanvasClient {
  const { signal, clock = realClock } = options;
  let freeAt = 0;
  const holdOff = (milliseconds: number) => {
    freeAt = Math.max(freeAt, clock.now() + milliseconds);
  };
  const turn = async () => {
    for (let wait = freeAt - clock.now(); wait > 0; wait = freeAt - clock.now())
      await clock.sleep(wait, signal);
  };
  return {
    async ask(query, variables) {
      for (let attempt = 1; ; attempt += 1) {
        await turn();
        const reply = await send(options, JSON.stringify({ query, variables }));
        if (reply.kind === 'answer') {
          holdOff(((COMFORTABLE_REMAINDER - reply.remainder) / UNITS_BACK_EACH_SECOND) * 1000);
          return reply;
        }
        if (attempt === MAX_ATTEMPTS)
          throw new SnapshotError(`${options.url.host} ${reply.reason}, ${attempt} times.`);
        holdOff(reply.retryAfter ?? Math.min(LONGEST_WAIT, 1000 * 2 ** (attempt - 1)));
      }
    },
  };
}

type Reply =
  | (Answer & { readonly kind: 'answer'; readonly remainder: number })
  | { readonly kind: 'later'; readonly reason: string; readonly retryAfter: number | null };

async function send({ url, token, signal }: CanvasClientOptions, body: string): Promise<Reply> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(new URL('/api/graphql', url), {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
        Accept: 'application/json',
      },
      body,
      // Who is sent on to a login page, or anywhere else, must not take the token along.
      redirect: 'manual',
      signal: AbortSignal.any([...(signal ? [signal] : []), AbortSignal.timeout(REQUEST_TIMEOUT)]),
    });
    text = await response.text();
  } catch {
    signal?.throwIfAborted();
    return { kind: 'later', reason: 'could not be reached', retryAfter: null };
  }
  return toReply(url, response, text);
}

function toReply({ host }: URL, { status, headers }: Response, text: string): Reply {
  const retryAfter = Number(headers.get('Retry-After') ?? Number.NaN) * 1000;
  const later = (reason: string): Reply => ({
    kind: 'later',
    reason,
    retryAfter: Number.isFinite(retryAfter) ? retryAfter : null,
  });
  // Canvas's own code refuses with 403 and these words; its newer pages say 429.
  if (status === 429 || (status === 403 && text.includes('Rate Limit Exceeded')))
    return later('asked to wait');
  if (status >= 500) return later(`answered ${status}`);
  if (status === 401) throw new SnapshotError(`${host} does not accept CANVAS_API_TOKEN. Has it expired?`);
  if (status !== 200)
    throw new SnapshotError(`${host} answered ${status} to a query. Is it the address of Canvas?`);
  const json = parseJson(text);
  if (json === undefined) return later('answered something else than JSON');
  if (json['errors'] !== undefined || !isRecord(json['data'])) {
    throw new SnapshotError(`${host} answered a query in part or not at all. Nothing of it is used.`);
  }
  const date = new Date(headers.get('Date') ?? Number.NaN);
  return {
    kind: 'answer',
    data: json['data'],
    date: Number.isNaN(date.getTime()) ? null : date,
    remainder: Number(headers.get('X-Rate-Limit-Remaining') ?? COMFORTABLE_REMAINDER),
  };
}

function parseJson(text: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return isRecord(json) ? json : undefined;
  } catch {
    return undefined;
  }
}
