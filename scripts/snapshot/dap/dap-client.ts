import * as v from 'valibot';
import { printableName } from '../../../lambdas/consume-live-events/domain/printable-name.ts';
import { type Clock, realClock } from '../../command/clock.ts';
import { SnapshotError } from '../snapshot-error.ts';
import { type Pace, startPace } from './pace.ts';
import type { DapSettings } from './settings.ts';

/*
 * The Data Access Platform: https://developerdocs.instructure.com/services/dap. A table is asked for as a job,
 * which makes objects, which have links for a quarter of an hour.
 */

const ObjectSchema = v.object({ id: v.string() });

/** A job that is complete lists its objects; one that is not lists none. */
const JobSchema = v.object({
  id: v.string(),
  status: v.picklist(['waiting', 'running', 'complete', 'failed']),
  objects: v.optional(v.array(ObjectSchema), []),
});
export type Job = v.InferOutput<typeof JobSchema>;

const LinksSchema = v.object({ urls: v.record(v.string(), v.object({ url: v.string() })) });
const TokenSchema = v.object({ access_token: v.string(), expires_in: v.number() });
const TablesSchema = v.object({ tables: v.array(v.string()) });

export type DapClient = {
  readonly listTables: () => Promise<readonly string[]>;
  readonly startJob: (table: string) => Promise<Job>;
  /** Undefined when the job is no longer known: they live for a day. */
  readonly lookAt: (jobId: string) => Promise<Job | undefined>;
  /** Links to objects, by the ids of these; undefined when they are gone. */
  readonly linksTo: (objectIds: readonly string[]) => Promise<ReadonlyMap<string, string> | undefined>;
};

export type DapClientOptions = {
  readonly settings: DapSettings;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
};

/** What the platform allows in a minute. */
export const limits = { jobs: 5, looks: 500, links: 200 } as const;

const MAX_ATTEMPTS = 6;
const REQUEST_TIMEOUT = 120_000;
/** A token that ends this soon is renewed. */
const TOKEN_MARGIN = 300_000;

type Request = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  readonly pace?: { readonly of: Pace; readonly count: number };
};

export function openDapClient(options: DapClientOptions): DapClient {
  const { signal, clock = realClock } = options;
  const jobs = startPace(limits.jobs, clock);
  const looks = startPace(limits.looks, clock);
  const links = startPace(limits.links, clock);
  const ask = startAsking(options);
  const isGone = (answer: unknown): answer is undefined => answer === undefined;
  const found = async <Schema extends v.GenericSchema>(request: Request, schema: Schema) => {
    const answer = await ask(request, schema);
    if (!isGone(answer)) return answer;
    throw new SnapshotError(`The Data Access Platform does not know ${request.path}.`);
  };
  signal?.throwIfAborted();
  return {
    async listTables() {
      return (await found({ method: 'GET', path: '/dap/query/canvas/table' }, TablesSchema)).tables;
    },
    startJob: (table) =>
      found(
        {
          method: 'POST',
          path: `/dap/query/canvas/table/${table}/data`,
          body: { format: 'jsonl' },
          pace: { of: jobs, count: 1 },
        },
        JobSchema,
      ),
    lookAt: (jobId) =>
      ask(
        { method: 'GET', path: `/dap/job/${encodeURIComponent(jobId)}`, pace: { of: looks, count: 1 } },
        JobSchema,
      ),
    async linksTo(objectIds) {
      const body = objectIds.map((id) => ({ id }));
      const pace = { of: links, count: objectIds.length };
      const answer = await ask({ method: 'POST', path: '/dap/object/url', body, pace }, LinksSchema);
      return answer && new Map(Object.entries(answer.urls).map(([id, { url }]) => [id, url]));
    },
  };
}

type Ask = <Schema extends v.GenericSchema>(
  request: Request,
  schema: Schema,
) => Promise<v.InferOutput<Schema> | undefined>;

/** Asks with a token that is valid, and again while the platform asks to wait or has a passing fault. */
function startAsking({ settings, signal, clock = realClock }: DapClientOptions): Ask {
  let token: { readonly text: string; readonly endsAt: number } | undefined;
  const logIn = async () => {
    const { clientId, clientSecret } = settings;
    const answer = await send(settings.url, '/ids/auth/login', signal, {
      method: 'POST',
      headers: { Authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    if (answer.status === 400 || answer.status === 401 || answer.status === 403) {
      throw new SnapshotError(
        'The Data Access Platform does not accept DAP_CLIENT_ID and DAP_CLIENT_SECRET.',
      );
    }
    if (answer.status !== 200) return answer;
    const { access_token: text, expires_in: seconds } = requireForm(
      TokenSchema,
      answer.json,
      '/ids/auth/login',
    );
    token = { text, endsAt: clock.now() + seconds * 1000 };
    return undefined;
  };
  const attempt = async ({ method, path, body, pace }: Request): Promise<Answer> => {
    if (token === undefined || token.endsAt - clock.now() < TOKEN_MARGIN) {
      const refused = await logIn();
      if (refused !== undefined) return refused;
    }
    await pace?.of(pace.count, signal);
    const bearer = token?.text ?? '';
    return send(settings.url, path, signal, {
      method,
      // Its documentation asks for the first, its own client sends the second.
      headers: {
        'x-instauth': bearer,
        Authorization: `Bearer ${bearer}`,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  };
  return async (request, schema) => {
    for (let count = 1; ; count += 1) {
      const answer = await attempt(request);
      if (answer.status === 200 || answer.status === 202)
        return requireForm(schema, answer.json, request.path);
      if (answer.status === 404) return undefined;
      const isTokenRefused = answer.status === 401;
      if (isTokenRefused) token = undefined;
      if (!isTokenRefused && !isPassing(answer)) throw refusal(request, answer);
      if (count === MAX_ATTEMPTS) throw refusal(request, answer);
      await clock.sleep(answer.retryAfter ?? Math.min(30_000, 1000 * 2 ** (count - 1)), signal);
    }
  };
}

/** `status` is 0 when there was no answer. */
type Answer = { readonly status: number; readonly json: unknown; readonly retryAfter: number | null };

async function send(
  url: URL,
  path: string,
  signal: AbortSignal | undefined,
  init: RequestInit,
): Promise<Answer> {
  try {
    const timeout = AbortSignal.timeout(REQUEST_TIMEOUT);
    const response = await fetch(new URL(path, url), {
      ...init,
      redirect: 'manual',
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN) * 1000;
    return {
      status: response.status,
      json: await response.json().catch(() => undefined),
      retryAfter: Number.isFinite(retryAfter) ? retryAfter : null,
    };
  } catch {
    signal?.throwIfAborted();
    return { status: 0, json: undefined, retryAfter: null };
  }
}

function isPassing({ status }: Answer): boolean {
  return status === 0 || status === 429 || status >= 500;
}

const ErrorSchema = v.object({ error: v.object({ type: v.string() }) });

/** The message of an error may quote what was asked; its type is a name. */
function refusal({ path }: Request, { status, json }: Answer): SnapshotError {
  if (status === 0) return new SnapshotError('The Data Access Platform could not be reached.');
  const type = v.is(ErrorSchema, json) ? `, ${printableName(json.error.type)}` : '';
  return new SnapshotError(`The Data Access Platform answered ${status}${type} to ${path}.`);
}

function requireForm<Schema extends v.GenericSchema>(
  schema: Schema,
  json: unknown,
  path: string,
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, json, { abortEarly: true });
  if (parsed.success) return parsed.output;
  throw new SnapshotError(`The Data Access Platform answered something else than expected to ${path}.`);
}
