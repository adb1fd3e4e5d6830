import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CanvasTableName } from '../../../../scripts/snapshot/canvas-data/canvas-tables.ts';
import { type FetchOptions, fetchCanvasData } from '../../../../scripts/snapshot/dap/fetch-canvas-data.ts';
import { readDapSettings } from '../../../../scripts/snapshot/settings.ts';
import { allTables } from '../canvas-data/canvas-files.ts';
import {
  clientId,
  clientSecret,
  type FakeDap,
  type FakeDapOptions,
  type StoredTables,
  startFakeDap,
} from './fake-dap.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'dap-'));
});
afterAll(() => rm(root, { recursive: true }));

const newFolder = () => mkdtemp(join(root, 'folder-'));
const day = 86_400_000;
const monday = new Date('2024-04-08T12:00:00Z');

function filesOf(table: string, count: number): readonly Buffer[] {
  return Array.from({ length: count }, (_, index) =>
    gzipSync(`{"table":"${table}","file":${index}}\n`.repeat(50)),
  );
}

const tables: StoredTables = {
  assignments: filesOf('assignments', 1),
  submissions: filesOf('submissions', 3),
};
const names: readonly CanvasTableName[] = ['assignments', 'submissions'];

async function withDap<Result>(
  options: Partial<FakeDapOptions>,
  use: (
    dap: FakeDap,
    fetch: (folder: string, more?: Partial<FetchOptions>) => Promise<void>,
  ) => Promise<Result>,
): Promise<Result> {
  const dap = await startFakeDap({ tables, ...options });
  const settings = readDapSettings({
    DAP_API_URL: dap.url,
    DAP_CLIENT_ID: clientId,
    DAP_CLIENT_SECRET: clientSecret,
  });
  const fetch = (folder: string, more: Partial<FetchOptions> = {}) =>
    fetchCanvasData({
      settings,
      folder,
      tables: names,
      now: monday,
      onProgress: () => {},
      signal: new AbortController().signal,
      clock: dap.clock,
      ...more,
    });
  try {
    return await use(dap, fetch);
  } finally {
    await dap.close();
  }
}

/** What was fetched of each table, whole files by their names and unfinished ones too. */
async function fetched(folder: string): Promise<{ readonly [table: string]: readonly Buffer[] }> {
  const found: { [table: string]: Buffer[] } = {};
  for (const table of names) {
    const files: string[] = await readdir(join(folder, table)).catch(() => []);
    found[table] = await Promise.all(files.toSorted().map((name) => readFile(join(folder, table, name))));
  }
  return found;
}

const count = (dap: FakeDap, path: RegExp) => dap.requests.filter((request) => path.test(request)).length;
const jobStarts = /^POST \/dap\/query/;

test('each table is fetched whole into a folder of its own, assignments before submissions', async () => {
  await withDap({ looksUntilComplete: 3 }, async (dap, fetch) => {
    const folder = await newFolder();
    const progress: string[] = [];
    await fetch(folder, {
      onProgress: (table, some, of) => progress.push(`${table} ${some}/${of}`),
    });
    expect(await fetched(folder)).toEqual(tables);
    const order = dap.requests.filter((request) => jobStarts.test(request) || request.includes('/files/'));
    expect(order[0]).toBe('POST /dap/query/canvas/table/assignments/data');
    expect(order[1]).toMatch(/^GET \/files\//);
    expect(order[2]).toBe('POST /dap/query/canvas/table/submissions/data');
    expect(progress).toEqual(['assignments 0/1', 'assignments 1/1', 'submissions 0/3', 'submissions 3/3']);
  });
});

test('no limit is ever exceeded, however many files there are', async () => {
  const many = { ...tables, submissions: filesOf('submissions', 220) };
  await withDap({ tables: many, looksUntilComplete: 20 }, async (dap, fetch) => {
    const folder = await newFolder();
    for (let run = 0; run < 2; run += 1) await fetch(folder);
    expect(dap.tooMany()).toBe(0);
    expect((await readdir(join(folder, 'submissions'))).length).toBe(220);
  });
});

test('no more jobs are started in a minute than are allowed', async () => {
  const empty = Object.fromEntries(allTables.map((table) => [table, []]));
  await withDap({ tables: empty }, async (dap, fetch) => {
    await fetch(await newFolder(), { tables: allTables });
    expect(count(dap, jobStarts)).toBe(6);
    expect(dap.tooMany()).toBe(0);
  });
});

describe('what passes does no harm', () => {
  test.each<[string, Partial<FakeDapOptions>]>([
    ['500 now and then', { disturb: (_, request) => (request % 3 === 0 ? 500 : undefined) }],
    ['429 now and then', { disturb: (_, request) => (request % 4 === 0 ? 429 : undefined) }],
    ['downloads that break off', { cut: (download) => download % 2 === 1 }],
    ['downloads that end after half of a file', { halve: (download) => download % 2 === 1 }],
    ['links that end before they are used', { downloadTakes: 8 * 60_000 }],
  ])('%s', async (_, options) => {
    await withDap(options, async (__, fetch) => {
      const folder = await newFolder();
      await fetch(folder);
      expect(await fetched(folder)).toEqual(tables);
    });
  });

  test('a token that is refused is renewed', async () => {
    const disturb = (_: string, request: number) => (request === 2 ? 401 : undefined);
    await withDap({ disturb }, async (dap, fetch) => {
      await fetch(await newFolder());
      expect(count(dap, /login/)).toBe(2);
    });
  });

  test('a token that ends meanwhile is renewed', async () => {
    await withDap({ looksUntilComplete: 200 }, async (dap, fetch) => {
      await fetch(await newFolder());
      expect(count(dap, /login/)).toBeGreaterThan(1);
    });
  });
});

describe('an interrupted run is resumed', () => {
  test('wherever it was interrupted, with the same jobs, and no whole file is fetched twice', async () => {
    const all = await withDap({}, async (dap, fetch) => {
      await fetch(await newFolder());
      return dap.requests.length;
    });
    for (let stop = 1; stop <= all; stop += 1) {
      const interruption = new AbortController();
      const disturb = (_: string, request: number) => {
        if (request === stop) interruption.abort(new Error('interrupted'));
        return undefined;
      };
      await withDap({ disturb }, async (dap, fetch) => {
        const folder = await newFolder();
        await fetch(folder, { signal: interruption.signal }).catch((error: Error) => {
          expect(error.message).toBe('interrupted');
        });
        const whole = Object.values(await fetched(folder)).flat().length;
        await fetch(folder);
        const files = await fetched(folder);
        expect(files['assignments']).toEqual(tables['assignments']);
        expect(files['submissions']).toEqual(tables['submissions']);
        // Every job is asked for once, or once more where the answer did not arrive.
        expect(count(dap, jobStarts)).toBeLessThanOrEqual(whole === 4 ? 4 : 3);
      });
    }
  });

  test('with a new job where the old one is gone, and without what was fetched of that', async () => {
    const cut = (download: number) => download > 2;
    await withDap({ cut }, async (_, fetch) => {
      const folder = await newFolder();
      await expect(fetch(folder)).rejects.toThrow(/A file of submissions cannot be fetched whole/);
      expect((await fetched(folder))['assignments']).toHaveLength(1);
    });
    await withDap({}, async (dap, fetch) => {
      const folder = await newFolder();
      await mkdir(join(folder, 'submissions'), { recursive: true });
      await writeFile(join(folder, 'submissions', 'part-00007'), 'of another job');
      const known = {
        jobId: 'job-of-yesterday',
        startedAt: monday.toISOString(),
        isFetched: false,
      };
      await writeFile(join(folder, '.fetched.json'), JSON.stringify({ tables: { submissions: known } }));
      await fetch(folder);
      expect(await fetched(folder)).toEqual(tables);
      expect(count(dap, jobStarts)).toBe(2);
    });
  });

  test('but starts again a day later, and when all was fetched', async () => {
    await withDap({ cut: (download) => download > 1 && download < 17 }, async (dap, fetch) => {
      const folder = await newFolder();
      await expect(fetch(folder)).rejects.toThrow(/cannot be fetched whole/);
      dap.pass(day);
      await fetch(folder, { now: new Date(monday.getTime() + day) });
      expect(count(dap, /assignments\/data/)).toBe(2);
      await fetch(folder, { now: new Date(monday.getTime() + day) });
      expect(count(dap, /assignments\/data/)).toBe(3);
    });
  });
});

describe('it is refused', () => {
  test('to fetch into a folder with other files', async () => {
    const folder = await newFolder();
    await writeFile(join(folder, 'thesis.txt'), '');
    await withDap({}, async (_, fetch) => {
      await expect(fetch(folder)).rejects.toThrow(/is not empty and nothing was fetched into it before/);
    });
  });

  test.each<[string, Partial<FakeDapOptions>, RegExp]>([
    [
      'where the secret is wrong',
      { disturb: (path) => (path.includes('login') ? 401 : undefined) },
      /does not accept DAP_CLIENT_ID and DAP_CLIENT_SECRET/,
    ],
    [
      'where the account may not',
      { disturb: (path) => (path.includes('/data') ? 403 : undefined) },
      /answered 403, Disturbed to \/dap\/query\/canvas\/table\/assignments\/data/,
    ],
    ['where it is down for long', { disturb: () => 503 }, /answered 503/],
    [
      'where a table is missing',
      { tables: { submissions: [] } },
      /does not know \/dap\/query\/canvas\/table\/assignments\/data/,
    ],
  ])('%s, without a word of the secret', async (_, options, message) => {
    await withDap(options, async (__, fetch) => {
      const error: unknown = await fetch(await newFolder()).catch((reason: unknown) => reason);
      expect(String(error)).toMatch(message);
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(clientSecret);
    });
  });

  test.each([
    [{}, /DAP_CLIENT_ID: expected a value/],
    [{ DAP_CLIENT_ID: clientId }, /DAP_CLIENT_SECRET: expected a value/],
    [
      { DAP_CLIENT_ID: clientId, DAP_CLIENT_SECRET: clientSecret, DAP_API_URL: 'http://dap.example.edu' },
      /DAP_API_URL: expected an address/,
    ],
  ])('with settings %#', (env, message) => {
    expect(() => readDapSettings(env)).toThrow(message);
  });
});
