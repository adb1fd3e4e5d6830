import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Answer, Asked } from '../../../scripts/page/answer.ts';
import type { Feed } from '../../../scripts/page/feed.ts';
import { type PageServer, servePage } from '../../../scripts/page/serve-page.ts';
import type { Snapshot } from '../../../scripts/page/snapshot.ts';
import type { OnSnapshot } from '../../../scripts/page/watch-system.ts';
import { awaitSnapshot, readSnapshots } from './snapshot-stream.ts';

const queues = { waiting: 1, inFlight: 0, deadLetters: 0 };
const snapshot: Snapshot = { system: 'tested', queues, problem: null, run: null };
const stories: Answer = { kind: 'submission', stories: [], hint: 'nothing' };

let server: PageServer;
let watchers: Set<OnSnapshot>;
let find: (asked: Asked) => Promise<Answer | undefined>;

beforeEach(async () => {
  watchers = new Set();
  find = async () => undefined;
  server = await serve({
    find: (asked) => find(asked),
    watch(onSnapshot) {
      watchers.add(onSnapshot);
      onSnapshot(snapshot);
      return () => watchers.delete(onSnapshot);
    },
  });
});
afterEach(() => server.stop());

function serve(feed: Partial<Feed>): Promise<PageServer> {
  return servePage({
    watch: () => () => {},
    find: async () => undefined,
    readOn: async () => undefined,
    describeFailure: () => 'told',
    ...feed,
  });
}

const get = (path: string, init: RequestInit = {}) => fetch(server.url + path, init);

/** Sends a request as it stands: `fetch` would fix its path and its host. */
async function send(requestLine: string, host: string): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`${requestLine} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  return text(socket);
}

describe('the files of the page', () => {
  test('are served as what they are, and all that they refer to is', async () => {
    const html = await (await get('')).text();
    const modules = [...html.matchAll(/(?:src|href)="([\w-]+\.[\w.-]+)"/g)].map(([, path = '']) => path);

    for (const path of modules) {
      const response = await get(path);
      const source = await response.text();
      for (const [, name = ''] of source.matchAll(/ from '\.\/([\w-]+\.ts)'/g)) modules.push(name);
      expect([path, response.status]).toEqual([path, 200]);
    }
    expect((await get('page.ts')).headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(modules.length).toBeGreaterThan(10);
  });

  test('hold no script and no style of their own in the markup', async () => {
    const html = await (await get('')).text();

    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/);
  });
});

describe('every answer', () => {
  test.each(['', 'page.ts', 'find?course=1', 'find', 'more?token=1', 'letter?id=1', 'nowhere', 'snapshots'])(
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
    const response = await get('find?submission=1', { method });

    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET']);
  });

  test.each(['nowhere', 'tsconfig.json', 'page.css/x', '../page.css', '/page.css'])(
    'to %s is 404',
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );

  test.each(['../serve-page.ts', '%2e%2e/serve-page.ts', '/', 'public/../../open-page.ts'])(
    'to the path %s gives nothing of the disk',
    async (path) => {
      const { host, pathname } = new URL(server.url);
      expect(await send(`GET ${pathname}${path}`, host)).toMatch(/^HTTP\/1\.1 40[04] /);
    },
  );

  test.each(['/', '//', '*', 'http://[', '/snapshots', '/find?course=1', '/page.ts'])(
    'to the path %s, which lacks the secret, is 404',
    async (path) => {
      find = () => Promise.reject(new Error('looked for'));

      const answer = await send(`GET ${path}`, new URL(server.url).host);

      expect(answer).toMatch(/^HTTP\/1\.1 40[04] /);
      expect(answer).not.toContain('tested');
    },
  );

  test('has a secret of its own for each server', async () => {
    const other = await serve({});
    await other.stop();

    const [one, two] = [server, other].map(({ url }) => new URL(url).pathname);
    expect(one).toMatch(/^\/[\w-]{22}\/$/);
    expect(two).not.toBe(one);
  });

  test.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example', ''])(
    'to the host "%s" is a refusal, since a web site could have made its name mean this machine',
    async (host) => {
      const answer = await send(`GET ${new URL(server.url).pathname}snapshots`, host);

      expect(answer).toMatch(/^HTTP\/1\.1 421 /);
      expect(answer).not.toContain('tested');
    },
  );

  test('comes by either name of this machine', async () => {
    const { port, pathname } = new URL(server.url);

    expect(await send(`GET ${pathname}`, `localhost:${port}`)).toMatch(/^HTTP\/1\.1 200 /);
    expect(await send(`GET ${pathname}`, `127.0.0.1:${port}`)).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe('the stream of snapshots', () => {
  test('gives what is known, then what is new', async () => {
    const stream = readSnapshots(server.url);
    const first = await stream.next();

    for (const onSnapshot of watchers) onSnapshot({ ...snapshot, queues: { ...queues, waiting: 2 } });
    const second = await stream.next();
    await stream.return(undefined);

    expect([first, second].map(({ value }) => (value as Snapshot).queues?.waiting)).toEqual([1, 2]);
  });

  test('keeps a text of several lines in one event', async () => {
    const system = 'one\n\nevent: snapshot\ndata: {}\n\u2028two';
    const found = awaitSnapshot(server.url, (given) => given.system !== 'tested');
    while (watchers.size === 0) await new Promise(setImmediate);

    for (const onSnapshot of watchers) onSnapshot({ ...snapshot, system });

    expect((await found).system).toBe(system);
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
    server = await serve({});
  });
});

describe('what is looked for', () => {
  test.each([
    ['submission=21070000000011086', { kind: 'submission', text: '21070000000011086', filter: '' }],
    ['course=%20565%20', { kind: 'course', text: '565', filter: '' }],
    [
      'student=2107~48&facet=grade&filter=excused+late',
      { kind: 'student', text: '2107~48', facet: 'grade', filter: 'excused late' },
    ],
    [
      'course=1&status=needs_review&visibility=hidden&since=2026-03-02',
      {
        kind: 'course',
        text: '1',
        status: 'needs_review',
        visibility: 'hidden',
        since: '2026-03-02',
        filter: '',
      },
    ],
    [
      'assignment=https%3A%2F%2Fs.example%2Fcourses%2F1%3Fa%3Db',
      { kind: 'assignment', text: 'https://s.example/courses/1?a=b', filter: '' },
    ],
  ])('is read of %s', async (query, asked) => {
    find = async (given) => {
      expect(given).toEqual(asked);
      return stories;
    };

    expect(await (await get(`find?${query}`)).json()).toEqual(stories);
  });

  test.each([
    '',
    'id=1',
    'course=1&facet=unknown',
    'course=1&facet=',
    'course=1&status=late',
    'course=1&visibility=1',
    'course=1&since=yesterday',
    'course=1&since=2026-03-02T10:00:00Z',
  ])('is asked of nobody when it is "%s"', async (query) => {
    find = () => Promise.reject(new Error('looked for'));

    expect((await get(`find?${query}`)).status).toBe(400);
  });

  test('is refused when it is no id, and not said back', async () => {
    const response = await get('find?submission=<script>');

    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain('script');
  });

  test('that can not be read is an error in words for people', async () => {
    find = () => Promise.reject(new Error('within'));

    const response = await get('find?submission=1');

    expect([response.status, await response.json()]).toEqual([500, { message: 'told' }]);
  });

  test('continues until its list is closed', async () => {
    const response = await get('more?token=old');

    expect([response.status, await response.json()]).toEqual([
      410,
      { message: 'This list is no longer open. Look for it again.' },
    ]);
  });
});
