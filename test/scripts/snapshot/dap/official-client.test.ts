import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CanvasTableName } from '../../../../scripts/snapshot/canvas-data/canvas-tables.ts';
import type { DataFormat } from '../../../../scripts/snapshot/canvas-data/inspect-file.ts';
import { openCanvasData } from '../../../../scripts/snapshot/canvas-data/open-canvas-data.ts';
import type { Line } from '../../../../scripts/snapshot/lines/read-line.ts';
import { fixtureFolder, fixtureRecords, writeRecords } from '../canvas-data/canvas-files.ts';
import { clientId, clientSecret, type FakeDap, startFakeDap } from './fake-dap.ts';

/*
 * Instructure's own client, against the platform that our tests believe in: so both know the same platform, and
 * what that client writes can be read. Skipped where it is not installed; `.ci/run` installs it.
 */
const installed = fileURLToPath(new URL('../../../../node_modules/.dap/bin/dap', import.meta.url));
const client = [process.env['DAP_CLIENT'], installed, 'dap'].find(
  (command) => command !== undefined && spawnSync(command, ['snapshot', '--help']).status === 0,
);
const describeWithClient = client === undefined ? describe.skip : describe;
const title =
  client === undefined
    ? 'the official client (skipped: instructure-dap-client is not installed)'
    : 'the official client';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'official-client-'));
});
afterAll(() => rm(root, { recursive: true }));

const tables: readonly CanvasTableName[] = ['assignments', 'submissions'];

async function startDap(format: DataFormat): Promise<FakeDap> {
  const folder = await mkdtemp(join(root, 'stored-'));
  const stored: { [table: string]: Buffer[] } = {};
  for (const table of tables) {
    const records = await fixtureRecords(table);
    const halves = [records.slice(0, 1), records.slice(1)];
    const paths = halves.map((half, index) => writeRecords(folder, table, half, format, `part-${index}`));
    stored[table] = await Promise.all((await Promise.all(paths)).map((path) => readFile(path)));
  }
  return startFakeDap({ tables: stored, isSimulated: false });
}

function runClient(dap: FakeDap, args: readonly string[], secret = clientSecret): Promise<string> {
  const child = spawn(client ?? '', args, {
    env: {
      ...process.env,
      DAP_API_URL: dap.url,
      DAP_CLIENT_ID: clientId,
      DAP_CLIENT_SECRET: secret,
      // It would tell Instructure that it was used.
      DAP_TRACKING: 'false',
    },
    cwd: root,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => (status === 0 ? resolve(output) : reject(new Error(output))));
  });
}

async function readGrades(folder: string): Promise<readonly Line[]> {
  const now = new Date('2026-01-01T00:00:00Z');
  const { signal } = new AbortController();
  const source = await openCanvasData({
    folder,
    shard: '10070',
    facets: ['grade'],
    now,
    signal,
    temporary: root,
  });
  const lines: Line[] = [];
  for await (const page of source.lines()) lines.push(...page);
  await source.close();
  expect(source.summary.problems).toEqual([]);
  const keyOf = ({ key }: Line) => key['submission_id'] ?? '';
  return lines.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

describeWithClient(title, () => {
  test.each(['jsonl', 'csv', 'tsv', 'parquet'] as const)('fetches %s that we read', async (format) => {
    const dap = await startDap(format);
    try {
      const folder = await mkdtemp(join(root, 'fetched-'));
      for (const table of tables) {
        const to = join(folder, table);
        await runClient(dap, [
          'snapshot',
          '--namespace',
          'canvas',
          '--table',
          table,
          '--format',
          format,
          '--output-directory',
          to,
        ]);
      }
      expect(await readGrades(folder)).toEqual(await readGrades(fixtureFolder));
    } finally {
      await dap.close();
    }
  });

  test('lists the tables, and is refused with another secret', async () => {
    const dap = await startDap('jsonl');
    try {
      expect(await runClient(dap, ['list', '--namespace', 'canvas'])).toContain('submissions');
      await expect(runClient(dap, ['list', '--namespace', 'canvas'], 'another-secret')).rejects.toThrow(
        /ERROR/,
      );
    } finally {
      await dap.close();
    }
  });
});
