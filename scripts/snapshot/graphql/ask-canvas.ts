import { isRecord } from '../../../lambdas/consume-live-events/domain/decode.ts';
import type { Clock } from '../../command/clock.ts';
import { CommandError } from '../../command/command-error.ts';
import { parseJson } from '../parse-json.ts';
import { type Reply, send } from '../send.ts';

/** What Canvas answered: the data, and its own time when it did. */
export type Answer = { readonly data: { readonly [field: string]: unknown }; readonly date: Date };

/**
 * Asks Canvas a query, and again while it asks to wait or has a passing fault.
 *
 * @throws CommandError when it is refused, or answered in part
 */
export type Ask = (query: string, variables: { readonly [name: string]: string | null }) => Promise<Answer>;

export type CanvasClientOptions = {
  readonly url: URL;
  /** From `readToken`. Only ever sent to this address, and never part of a message. */
  readonly token: string;
  readonly signal: AbortSignal;
  readonly clock: Clock;
};

/** Each request in flight books 50 units of the token's 600. */
export const MAX_IN_FLIGHT = 6;
/** Under this many units left, requests are spread to what leaks back: 10 units a second. */
const COMFORTABLE_REMAINDER = 300;
const UNITS_BACK_EACH_SECOND = 10;

const MAX_ATTEMPTS = 8;
const LONGEST_WAIT = 60_000;

export function startAsking({ url, token, signal, clock }: CanvasClientOptions): Ask {
  let freeAt = 0;
  const holdOff = (milliseconds: number) => {
    freeAt = Math.max(freeAt, clock.now() + milliseconds);
  };
  const turn = async () => {
    for (let wait = freeAt - clock.now(); wait > 0; wait = freeAt - clock.now())
      await clock.sleep(wait, signal);
  };
  return async (query, variables) => {
    const request = {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
        Accept: 'application/json',
      },
      body: JSON.stringify({ query, variables }),
    };
    for (let attempt = 1; ; attempt += 1) {
      await turn();
      const reply = await send(new URL('/api/graphql', url), request, signal);
      const answer = toAnswer(url, reply);
      if (typeof answer !== 'string') {
        const remainder = Number(reply?.headers.get('X-Rate-Limit-Remaining') ?? COMFORTABLE_REMAINDER);
        holdOff(((COMFORTABLE_REMAINDER - remainder) / UNITS_BACK_EACH_SECOND) * 1000);
        return answer;
      }
      if (attempt === MAX_ATTEMPTS) throw new CommandError(`${url.host} ${answer}, ${attempt} times.`);
      holdOff(reply?.retryAfter ?? Math.min(LONGEST_WAIT, 1000 * 2 ** (attempt - 1)));
    }
  };
}

/** @returns why to ask again, where there is no answer yet */
function toAnswer({ host }: URL, reply: Reply | undefined): Answer | string {
  if (reply === undefined) return 'could not be reached';
  const { status, headers, text } = reply;
  // Canvas's own code refuses with 403 and these words; its newer pages say 429.
  if (status === 429 || (status === 403 && text.includes('Rate Limit Exceeded'))) return 'asked to wait';
  if (status >= 500) return `answered ${status}`;
  if (status === 401) throw new CommandError(`${host} does not accept CANVAS_API_TOKEN. Has it expired?`);
  if (status !== 200)
    throw new CommandError(`${host} answered ${status} to a query. Is it the address of Canvas?`);
  const json = parseJson(text);
  if (!isRecord(json)) return 'answered something else than JSON';
  if (json['errors'] !== undefined || !isRecord(json['data'])) {
    throw new CommandError(`${host} answered a query in part or not at all. Nothing of it is used.`);
  }
  return { data: json['data'], date: new Date(headers.get('Date') ?? Number.NaN) };
}
