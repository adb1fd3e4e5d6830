import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../../../scripts/command/clock.ts';

export const clientId = 'us-east-1#invented-client';
export const clientSecret = 'invented-secret-Abc';

const minute = 60_000;
const linkLife = 15 * minute;
const jobLife = 24 * 60 * minute;
const tokenLife = 60 * minute;

/** The files of each table, in the form in which they are stored. */
export type StoredTables = { readonly [table: string]: readonly Buffer[] };

export type FakeDapOptions = {
  readonly tables: StoredTables;
  /** How often a job is not complete when it is looked at. */
  readonly looksUntilComplete?: number;
  /** Answers a request with this status instead. */
  readonly disturb?: (path: string, request: number) => number | undefined;
  /** Breaks off, in the middle, the download that has this number. */
  readonly cut?: (download: number) => boolean;
  /** Ends that download after half of it, as if that were all. */
  readonly halve?: (download: number) => boolean;
  /** Milliseconds that pass with every download. */
  readonly downloadTakes?: number;
  /** Waits as the client does; without it time is real. */
  readonly isSimulated?: boolean;
};

export type FakeDap = {
  readonly url: string;
  readonly clock: Clock;
  /** Paths of all requests, with the method. */
  readonly requests: string[];
  /** How many of them were refused for coming too fast. */
  readonly tooMany: () => number;
  readonly downloads: () => number;
  readonly pass: (milliseconds: number) => void;
  readonly close: () => Promise<void>;
};

type FakeJob = { readonly table: string; readonly format: string; readonly startedAt: number; looks: number };

/** The Data Access Platform over HTTP: its five calls, its limits a minute, and links and jobs that end. */
export async function startFakeDap(options: FakeDapOptions): Promise<FakeDap> {
  let passed = 0;
  const now = () => (options.isSimulated === false ? Date.now() : passed);
  const jobs = new Map<string, FakeJob>();
  const requests: string[] = [];
  const used: { [limit: string]: number[] } = {};
  let tooMany = 0;
  let downloads = 0;
  /** Tells whether it is too many within a minute. */
  const exceeds = (limit: string, aMinute: number, count = 1) => {
    const recent = (used[limit] ?? []).filter((time) => time > now() - minute);
    used[limit] = [...recent, ...Array.from({ length: count }, now)];
    return recent.length + count > aMinute;
  };

  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  async function answer(request: IncomingMessage, response: ServerResponse) {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    requests.push(`${request.method} ${pathname}`);
    const body = await textOf(request);
    const json = (status: number, value: unknown, headers = {}) => {
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
      response.end(JSON.stringify(value));
    };
    const refuse = (status: number, type: string, headers = {}) =>
      json(
        status,
        { error: { type, uuid: '5f0c1a4e-0000-4000-8000-000000000000', message: clientSecret } },
        headers,
      );
    const refuseTooMany = () => {
      tooMany += 1;
      refuse(429, 'TooManyRequests', { 'Retry-After': '60' });
    };
    const disturbed = options.disturb?.(pathname, requests.length);
    if (disturbed !== undefined) return refuse(disturbed, 'Disturbed');
    if (pathname.startsWith('/files/'))
      return sendFile(pathname, Number(searchParams.get('expires')), response);
    if (pathname === '/ids/auth/login') {
      const expected = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
      const isGranted =
        request.headers.authorization === expected && body === 'grant_type=client_credentials';
      return isGranted ? json(200, tokenAt(now())) : refuse(401, 'AuthenticationError');
    }
    if (!isTokenValid(request, now())) return refuse(401, 'AuthenticationError');
    const [, table] = /^\/dap\/query\/canvas\/table\/(\w+)\/data$/.exec(pathname) ?? [];
    if (table !== undefined) {
      if (exceeds('jobs', 5)) return refuseTooMany();
      if (options.tables[table] === undefined) return refuse(404, 'NotFoundError');
      const id = `job-${jobs.size + 1}`;
      const { format } = JSON.parse(body) as { format: string };
      jobs.set(id, { table, format, startedAt: now(), looks: 0 });
      return json(200, jobForm(id));
    }
    if (pathname === '/dap/query/canvas/table') return json(200, { tables: Object.keys(options.tables) });
    if (pathname === '/dap/object/url') {
      const ids = (JSON.parse(body) as { id: string }[]).map(({ id }) => id);
      if (exceeds('links', 200, ids.length)) return refuseTooMany();
      const urls = ids.map((id) => [id, { url: `${url}/files/${id}?expires=${now() + linkLife}` }]);
      return json(200, { urls: Object.fromEntries(urls) });
    }
    const id = pathname.replace('/dap/job/', '');
    const job = jobs.get(id);
    if (exceeds('looks', 500)) return refuseTooMany();
    if (job === undefined || now() - job.startedAt >= jobLife) return refuse(404, 'NotFoundError');
    job.looks += 1;
    return json(200, jobForm(id));
  }

  function jobForm(id: string) {
    const job = jobs.get(id);
    const files = options.tables[job?.table ?? ''] ?? [];
    const expires_at = new Date(Date.now() + jobLife).toISOString();
    const looksLeft = (options.looksUntilComplete ?? 0) - (job?.looks ?? 0);
    if (looksLeft > 0) return { id, status: looksLeft > 1 ? 'waiting' : 'running', expires_at };
    const objects = files.map((_, index) => ({ id: `${id}/part-${index}.${job?.format}${suffixOf(job)}` }));
    return { id, status: 'complete', expires_at, objects, schema_version: 1, at: new Date().toISOString() };
  }

  function sendFile(path: string, expiresAt: number, response: ServerResponse) {
    const [, jobId, index] = /^\/files\/([^/]+)\/part-(\d+)/.exec(decodeURIComponent(path)) ?? [];
    const file = options.tables[jobs.get(jobId ?? '')?.table ?? '']?.[Number(index)];
    downloads += 1;
    if (file === undefined || now() >= expiresAt) {
      response.writeHead(403, { 'Content-Type': 'application/xml' });
      return response.end('<Error><Code>AccessDenied</Code></Error>');
    }
    passed += options.downloadTakes ?? 0;
    const half = file.subarray(0, Math.floor(file.length / 2));
    if (options.halve?.(downloads)) {
      response.writeHead(200, { 'Content-Length': half.length });
      return response.end(half);
    }
    response.writeHead(200, { 'Content-Length': file.length });
    if (!options.cut?.(downloads)) return response.end(file);
    return response.write(half, () => response.destroy());
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    clock: {
      now,
      async sleep(milliseconds) {
        passed += milliseconds;
        await Promise.resolve();
      },
    },
    requests,
    tooMany: () => tooMany,
    downloads: () => downloads,
    pass(milliseconds) {
      passed += milliseconds;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function suffixOf(job: FakeJob | undefined): string {
  return job?.format === 'parquet' ? '' : '.gz';
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** A JWT, since the platform's own client reads in it when it ends. */
function tokenAt(now: number) {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const ends = { exp: Math.floor((Date.now() + tokenLife) / 1000), endsAt: now + tokenLife };
  const token = [part({ alg: 'HS256', typ: 'JWT' }), part(ends), part('signature')].join('.');
  return { access_token: token, expires_in: tokenLife / 1000, scope: 'dap', token_type: 'Bearer' };
}

function isTokenValid({ headers }: IncomingMessage, now: number): boolean {
  const token = headers['x-instauth'] ?? headers.authorization?.replace('Bearer ', '');
  const [, claims] = String(token).split('.');
  if (claims === undefined) return false;
  const { endsAt } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { endsAt: number };
  return now < endsAt;
}
