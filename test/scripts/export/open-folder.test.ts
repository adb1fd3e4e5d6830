import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Configuration, writeManifest } from '../../../scripts/export/manifest.ts';
import { openFolder } from '../../../scripts/export/open-folder.ts';

const configuration: Configuration = {
  system: 'canvas-grade-state-prod',
  format: 'csv',
  segments: 4,
  tables: { submissions: 'arn 1', scores: 'arn 2', 'course-scores': 'arn 3' },
};
const now = new Date('2026-03-03T01:02:03.004Z');

let parent: string;
let folder: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'export-'));
  folder = join(parent, 'grades');
});
afterEach(() => rm(parent, { recursive: true }));

const open = (changes: Partial<Configuration> = {}, force = false) =>
  openFolder(folder, { ...configuration, ...changes }, { force, now });

/** Leaves an export behind: parts and one file, finished or not. */
async function leaveExport(state: 'interrupted' | 'finished') {
  const opened = await open();
  await writeFile(join(opened.parts, 'scores.00.json'), '{}');
  await writeFile(join(folder, 'scores-override.csv'), 'rows');
  const finished = { state, finishedAt: now.toISOString() };
  if (state === 'finished') await writeManifest(folder, { ...opened.manifest, ...finished });
  await opened.release();
}

test('a new folder is private', async () => {
  await open();
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

test('an interrupted export is gone on with: its parts stay', async () => {
  await leaveExport('interrupted');
  const { isResumed, parts, manifest } = await open();
  expect(isResumed).toBe(true);
  expect(manifest.startedAt).toBe(now.toISOString());
  expect(await readdir(parts)).toEqual(['scores.00.json']);
});

describe('an interrupted export is refused, and left as it is, with', () => {
  test.each([
    ['another system', { system: 'beta' }, 'is of canvas-grade-state-prod, not beta'],
    ['another format', { format: 'parquet' as const }, 'has --format csv, not parquet'],
    ['another number of segments', { segments: 8 }, 'has --segments 4, not 8'],
    [
      'a table that was created anew',
      { tables: { ...configuration.tables, scores: 'arn 4' } },
      'is of another table scores',
    ],
  ])('%s', async (_, changes, message) => {
    await leaveExport('interrupted');
    await expect(open(changes)).rejects.toThrow(message);
    expect((await open()).isResumed).toBe(true);
  });
});

test('a finished export is not overwritten, and parts that it forgot are removed', async () => {
  await leaveExport('finished');
  await expect(open()).rejects.toThrow(/holds a finished export, of 2026-03-03.*--force/);
  expect((await readdir(folder)).toSorted()).toEqual(['export.json', 'scores-override.csv']);
});

test.each(['interrupted', 'finished'] as const)('force starts anew where an export is %s', async (state) => {
  await leaveExport(state);
  const { isResumed, parts, manifest } = await open({ format: 'parquet' }, true);
  expect(isResumed).toBe(false);
  expect(manifest).toMatchObject({ state: 'interrupted', format: 'parquet' });
  expect(await readdir(parts)).toEqual([]);
  expect((await readdir(folder)).toSorted()).toEqual(['export.json', 'export.lock', 'parts']);
});

test.each([false, true])('a folder with other files is not touched (force: %s)', async (force) => {
  await mkdir(folder);
  await writeFile(join(folder, 'thesis.txt'), 'mine');
  await expect(open({}, force)).rejects.toThrow(/is not empty and holds no export/);
  expect(await readdir(folder)).toEqual(['thesis.txt']);
});

test('a manifest of an unknown version is refused', async () => {
  await mkdir(folder);
  await writeFile(join(folder, 'export.json'), '{"version": 2}');
  await expect(open()).rejects.toThrow(/not of an export of this version/);
});

test('only one process at a time exports into a folder; one that was killed does not count', async () => {
  await leaveExport('interrupted');
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await once(other, 'spawn');
  await writeFile(join(folder, 'export.lock'), String(other.pid));
  await expect(open()).rejects.toThrow(`Process ${other.pid} is exporting into`);
  expect(await readFile(join(folder, 'export.lock'), 'utf8')).toBe(String(other.pid));

  other.kill('SIGKILL');
  await once(other, 'exit');
  const { release } = await open();
  expect(await readFile(join(folder, 'export.lock'), 'utf8')).toBe(String(process.pid));
  await release();
  expect(await readdir(folder)).not.toContain('export.lock');
});
