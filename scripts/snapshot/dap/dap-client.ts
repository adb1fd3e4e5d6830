import * as v from 'valibot';
import { printableName } from '../../../lambdas/consume-live-events/domain/printable-name.ts';
import type { Clock } from '../../command/clock.ts';
import { CommandError } from '../../command/command-error.ts';
import { parseJson } from '../parse-json.ts';
import { type Reply, send } from '../send.ts';
import type { DapSettings } from '../settings.ts';
import { startPace } from './pace.ts';

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

export type DapClientOptions = {
  readonly settings: DapSettings;
  readonly signal: AbortSignal;
  readonly clock: Clock;
};

/** What the platform allows. Its 500 looks at jobs are out of reach for who waits seconds between two of them. */
const JOBS_A_MINUTE = 5;
const LINKS_A_MINUTE = 200;

const MAX_ATTEMPTS = 6;
/** A token that ends this soon is renewed. */
const TOKEN_MARGIN = 300_000;

type Request = {
  readonly path: string;
  /** What is posted; without it, the request is a GET. */
  readonly body?: unknown;
  /** Waits until the platform allows it. */
  readonly turn?: () => Promise<void>;
};

export type DapClient = ReturnType<typeof openDapClient>;

export function openDapClient(options: DapClientOptions) {
  const { signal, clock } = options;
  const jobs = startPace(JOBS_A_MINUTE, clock);
  const links = startPace(LINKS_A_MINUTE, clock);
  const ask = startAsking(options);
  return {
    async startJob(table: string): Promise<Job> {
      const path = `/dap/query/canvas/table/${table}/data`;
      const job = await ask({ path, body: { format: 'jsonl' }, turn: () => jobs(1, signal) }, JobSchema);
      if (job !== undefined) return job;
      throw new CommandError(`The Data Access Platform does not know ${path}.`);
    },
    /** Undefined when the job is no longer known: they live for a day. */
    lookAt: (jobId: string) => ask({ path: `/dap/job/${encodeURIComponent(jobId)}` }, JobSchema),
    /** Links to objects, by the ids of these; undefined when they are gone. */
    async linksTo(objectIds: readonly string[]) {
      const body = objectIds.map((id) => ({ id }));
      const turn = () => links(objectIds.length, signal);
      return (await ask({ path: '/dap/object/url', body, turn }, LinksSchema))?.urls;
    },
  };
}

type Ask = <Schema extends v.GenericSchema>(
  request: Request,
  schema: Schema,
) => Promise<v.InferOutput<Schema> | undefined>;

/** Asks with a token that is valid, and again while the platform asks to wait or has a passing fault. */
function startAsking({ settings, signal, clock }: DapClientOptions): Ask {
  let token: { readonly text: string; readonly endsAt: number } | undefined;
  /** @returns what was answered in place of a token */
  const logIn = async (): Promise<Reply | undefined> => {
    const path = '/ids/auth/login';
    const { clientId, clientSecret } = settings;
    const init = {
      method: 'POST',
      headers: { Authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    };
    const reply = await send(new URL(path, settings.url), init, signal);
    if (reply?.status === 400 || reply?.status === 401 || reply?.status === 403) {
      throw new CommandError('The Data Access Platform does not accept DAP_CLIENT_ID and DAP_CLIENT_SECRET.');
    }
    if (reply?.status !== 200) return reply;
    const { access_token: text, expires_in: seconds } = requireForm(TokenSchema, reply, path);
    token = { text, endsAt: clock.now() + seconds * 1000 };
    return undefined;
  };
  const attempt = async ({ path, body, turn }: Request): Promise<Reply | undefined> => {
    if (token === undefined || token.endsAt - clock.now() < TOKEN_MARGIN) {
      const refused = await logIn();
      if (token === undefined) return refused;
    }
    await turn?.();
    // Its documentation asks for the first, its own client sends the second.
    const headers = { 'x-instauth': token.text, Authorization: `Bearer ${token.text}` };
    const posted = {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    };
    return send(new URL(path, settings.url), body === undefined ? { headers } : posted, signal);
  };
  return async (request, schema) => {
    for (let count = 1; ; count += 1) {
      const reply = await attempt(request);
      const status = reply?.status ?? 0;
      if (reply !== undefined && (status === 200 || status === 202))
        return requireForm(schema, reply, request.path);
      if (status === 404) return undefined;
      if (status === 401) token = undefined;
      const mayPass = status === 0 || status === 401 || status === 429 || status >= 500;
      if (!mayPass || count === MAX_ATTEMPTS) throw refusal(request, reply);
      await clock.sleep(reply?.retryAfter ?? Math.min(30_000, 1000 * 2 ** (count - 1)), signal);
    }
  };
}

const ErrorSchema = v.object({ error: v.object({ type: v.string() }) });

/** The message of an error may quote what was asked; its type is a name. */
function refusal({ path }: Request, reply: Reply | undefined): CommandError {
  if (reply === undefined) return new CommandError('The Data Access Platform could not be reached.');
  const json = parseJson(reply.text);
  const type = v.is(ErrorSchema, json) ? `, ${printableName(json.error.type)}` : '';
  return new CommandError(`The Data Access Platform answered ${reply.status}${type} to ${path}.`);
}

function requireForm<Schema extends v.GenericSchema>(
  schema: Schema,
  { text }: Reply,
  path: string,
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, parseJson(text), { abortEarly: true });
  if (parsed.success) return parsed.output;
  throw new CommandError(`The Data Access Platform answered something else than expected to ${path}.`);
}
