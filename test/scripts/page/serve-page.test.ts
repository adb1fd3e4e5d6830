import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type PageServer, servePage } from '../../../scripts/page/serve-page.ts';
import type { Snapshot } from '../../../scripts/page/snapshot.ts';
import type { SubmissionStory } from '../../../scripts/page/tell-story.ts';
import type { OnSnapshot } from '../../../scripts/page/watch-system.ts';
import { awaitSnapshot, readSnapshots } from './snapshot-stream.ts';

const snapshot: Snapshot = {
  stack: 'tested',
  outcomes: { applied: 1, unchanged: 0, ignored: 0, rejected: 0, failed: 0 },
  waiting: 0,
  rows: 1,
  changes: [],
  reasons: [],
};

let server: PageServer;
let watchers: Set<OnSnapshot>;
let findStories: (id: string) => Promise<readonly SubmissionStory[]>;

beforeEach(async () => {
  watchers = new Set();
  findStories = async () => [];
  server = await servePage({
    findStories: (id) => findStories(id),
    watch(onSnapshot) {
      watchers.add(onSnapshot);
      onSnapshot(snapshot);
      return () => watchers.delete(onSnapshot);
    },
  });
});
afterEach(() => server.stop());

const get = (path: string, init: RequestInit = {}) => fetch(new URL(path, server.url), init);

/** Sends a request as it stands: `fetch` would mend its path and its host. */
async function send(requestLine: string, host: string): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`${requestLine} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  return text(socket);
}

describe('the files of the page', () => {
  test('are served as what they are, and all that they refer to is', async () => {
    const html = await (await get('/')).text();
    const modules = [...html.matchAll(/(?:src|href)="(\/[\w.-]+)"/g)].map(([, path = '']) => path);

    for (const path of modules) {
      const response = await get(path);
      const source = await response.text();
      for (const [, name = ''] of source.matchAll(/ from '\.\/([\w-]+\.js)'/g)) modules.push(`/${name}`);
      expect([path, response.status]).toEqual([path, 200]);
    }
    expect((await get('/page.js')).headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(modules.length).toBeGreaterThan(10);
  });

  test('hold no script and no style of their own in the markup', async () => {
    const html = await (await get('/')).text();

    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/);
  });
});

describe('every answer', () => {
  test.each(['/', '/page.js', '/submissions/1', '/submissions/none', '/nowhere', '/snapshots'])(
    'to %s is not kept, and lets nothing foreign run or load',
    async (path) => {
      const { headers, body } = await get(path);
      await body?.cancel();

      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')?.split('; ')).toEqual([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
      ]);
    },
  );

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('to %s is a refusal', async (method) => {
    const response = await get('/submissions/1', { method });

    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET']);
  });

  test.each(['/nowhere', '/submissions', '/package.json', '/page.css/x'])('to %s is 404', async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  test.each([
    '/../serve-page.ts',
    '/%2e%2e/serve-page.ts',
    '//',
    '*',
    'http://[',
    '/public/../../open-page.ts',
  ])('to the path %s gives nothing of the disk', async (path) => {
    expect(await send(`GET ${path}`, new URL(server.url).host)).toMatch(/^HTTP\/1\.1 40[04] /);
  });

  test.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example', ''])(
    'to the host "%s" is a refusal, since a web site could have made its name mean this machine',
    async (host) => {
      const answer = await send('GET /snapshots', host);

      expect(answer).toMatch(/^HTTP\/1\.1 421 /);
      expect(answer).not.toContain('tested');
    },
  );

  test('comes by either name of this machine', async () => {
    const { port } = new URL(server.url);

    expect(await send('GET /', `localhost:${port}`)).toMatch(/^HTTP\/1\.1 200 /);
    expect(await send('GET /', `127.0.0.1:${port}`)).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe('the stream of snapshots', () => {
  test('gives what is known, then what is new', async () => {
    const stream = readSnapshots(server.url);
    const first = await stream.next();

    for (const onSnapshot of watchers) onSnapshot({ ...snapshot, rows: 2 });
    const second = await stream.next();
    await stream.return(undefined);

    expect([first.value.rows, second.value.rows]).toEqual([1, 2]);
  });

  test('keeps a text of several lines in one event', async () => {
    const stack = 'one\n\nevent: snapshot\ndata: {}\n\u2028two';
    const found = awaitSnapshot(server.url, (given) => given.stack !== 'tested');
    while (watchers.size === 0) await new Promise(setImmediate);

    for (const onSnapshot of watchers) onSnapshot({ ...snapshot, stack });

    expect((await found).stack).toBe(stack);
  });

  test('stops watching for a reader who has gone', async () => {
    await awaitSnapshot(server.url, () => true);

    while (watchers.size > 0) await new Promise(setImmediate);
    expect(watchers.size).toBe(0);
  });

  test('does not keep the server from stopping', async () => {
    const stream = readSnapshots(server.url);
    await stream.next();

    await server.stop();

    await expect(stream.next()).rejects.toThrow();
    server = await servePage({ findStories, watch: () => () => {} });
  });
});

describe('the story of a submission', () => {
  test('is asked for by its id', async () => {
    findStories = async (id) => [{ submissionId: id, identity: [], facets: [] }];

    const response = await get('/submissions/21070000000011086');

    expect(await response.json()).toEqual({
      submissions: [{ submissionId: '21070000000011086', identity: [], facets: [] }],
    });
  });

  test.each(['', '0', '-1', '1.5', 'x', '12345678901234567890', '1/2', '%31', '<script>'])(
    'is not looked for under "%s"',
    async (id) => {
      findStories = () => Promise.reject(new Error('looked for'));

      const response = await get(`/submissions/${id}`);

      expect(response.status).toBe(400);
      expect(await response.text()).not.toContain('script');
    },
  );

  test('that can not be read is an error without a reason from within', async () => {
    findStories = () => Promise.reject(new Error('within'));

    const response = await get('/submissions/1');

    expect([response.status, await response.json()]).toEqual([
      500,
      { message: 'The tables could not be read.' },
    ]);
  });
});
