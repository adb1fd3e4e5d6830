import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Configuration, writeManifest } from '../../../scripts/flat-files/manifest.ts';
import { openFolder } from '../../../scripts/flat-files/open-folder.ts';

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

test('an interrupted export is resumed: its parts stay', async () => {
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
      'a table that was recreated',
      { tables: { ...configuration.tables, scores: 'arn 4' } },
      'is of another table scores',
    ],
    [
      'the history',
      { tables: { ...configuration.tables, history: 'arn 5' } },
      'was started without the history',
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

test.each(['interrupted', 'finished'] as const)('force starts over where an export is %s', async (state) => {
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

/** Everything in a folder, with what it holds. A link is what it leads to. */
async function contentsOf(path: string): Promise<Record<string, string>> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8').catch(String)])),
  );
}

const manifest = { version: 1, state: 'interrupted', startedAt: now.toISOString(), ...configuration };

describe('a folder is not touched, with force or without, whose export.json is', () => {
  test.each([
    ['of another version', { ...manifest, version: 2 }],
    ['of another tool', { version: 1, files: [] }],
    ['of this shape and more', { ...manifest, compression: 'none' }],
    ['of a format that no export has', { ...manifest, format: 'xlsx' }],
    ['of a time that is none', { ...manifest, startedAt: 'yesterday' }],
    ['of other tables', { ...manifest, tables: { grades: 'arn 1' } }],
    ['no object', null],
    ['no JSON', undefined],
  ])('%s', async (_, foreign) => {
    await mkdir(join(folder, 'parts'), { recursive: true });
    await writeFile(join(folder, 'export.json'), foreign === undefined ? 'mine' : JSON.stringify(foreign));
    await writeFile(join(folder, 'parts', 'scores.00.json'), 'mine');
    await writeFile(join(folder, 'scores-override.csv'), 'mine');
    const before = await contentsOf(folder);

    for (const force of [false, true]) {
      await expect(open({}, force)).rejects.toThrow(/export\.json is not of an export of this version/);
      expect(await contentsOf(folder)).toEqual(before);
    }
  });
});

describe('beside a finished export, force touches nothing that the export did not make, and refuses', () => {
  const write = (path: string) => writeFile(join(folder, path), 'mine');
  const link = async (path: string) => {
    await rm(join(folder, path), { force: true, recursive: true });
    await symlink(join(parent, 'elsewhere'), join(folder, path));
  };

  test.each([
    ['a file among the parts', () => write('parts/thesis.txt')],
    ['a part of a segment that it had not', () => write('parts/scores.04.json')],
    ['a part of a format that it had not', () => write('parts/scores-override.parquet')],
    ['a folder among the parts', () => mkdir(join(folder, 'parts', 'submissions.00.json'))],
    [
      'a file where DuckDB sorts',
      () => mkdir(join(folder, 'parts/sort')).then(() => write('parts/sort/x.tmp')),
    ],
    ['a file of the format that is wanted now', () => write('scores-override.parquet')],
    ['a link among the parts', () => link('parts/thesis.txt')],
    [
      'a link where DuckDB sorts',
      () => mkdir(join(folder, 'parts/sort')).then(() => link('parts/sort/duckdb_temp_1.tmp')),
    ],
    ['a link in place of the parts', () => link('parts')],
    ['a link in place of a part', () => link('parts/submissions.00.json')],
    ['a link in place of a file', () => link('scores-override.csv')],
    ['a link in place of what is written before the manifest', () => link('export.json.tmp')],
    ['a link in place of where DuckDB sorts', () => link('parts/sort')],
    ['another lock', () => write('export.lock')],
  ])('%s', async (_, put) => {
    await leaveExport('finished');
    await mkdir(join(parent, 'elsewhere'));
    await writeFile(join(parent, 'elsewhere', 'scores.00.json'), 'mine');
    await put();
    const before = await contentsOf(parent);

    await expect(open({ format: 'parquet' }, true)).rejects.toThrow(/is not of the export in this folder/);

    expect(await contentsOf(parent)).toEqual(before);
  });
});

test('an interrupted export is not resumed where a part is a link: it would be written through', async () => {
  await leaveExport('interrupted');
  await writeFile(join(parent, 'elsewhere'), 'mine');
  await symlink(join(parent, 'elsewhere'), join(folder, 'parts', 'scores-override.00.ndjson'));

  await expect(open()).rejects.toThrow(/scores-override\.00\.ndjson is not of the export/);
});

test('a manifest that is a link is refused, and what it leads to stays', async () => {
  await leaveExport('finished');
  const elsewhere = join(parent, 'elsewhere.json');
  await writeFile(elsewhere, await readFile(join(folder, 'export.json')));
  await rm(join(folder, 'export.json'));
  await symlink(elsewhere, join(folder, 'export.json'));
  const before = await contentsOf(parent);

  await expect(open({}, true)).rejects.toThrow(/export\.json is not of the export/);

  expect(await contentsOf(parent)).toEqual(before);
});

test('other files beside an export stay, and are no reason to refuse', async () => {
  await leaveExport('finished');
  await writeFile(join(folder, 'notes.txt'), 'mine');
  await writeFile(join(folder, 'scores-override.parquet'), 'mine');

  await open({}, true);

  expect(await readFile(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
  expect(await readFile(join(folder, 'scores-override.parquet'), 'utf8')).toBe('mine');
});

test('all that a run leaves when it is killed is replaced', async () => {
  await leaveExport('interrupted');
  const parts = join(folder, 'parts');
  await mkdir(join(parts, 'sort'));
  for (const name of [
    'sort/duckdb_temp_storage_S96K-0.tmp',
    'scores.03.json.tmp',
    'scores-override.03.ndjson',
  ]) {
    await writeFile(join(parts, name), 'old');
  }
  await writeFile(join(parts, 'scores-override.csv'), 'old');
  await writeFile(join(parts, 'tmp_scores-override.csv'), 'old');
  await writeFile(join(folder, 'export.json.tmp'), 'old');
  await writeFile(join(folder, 'export.lock'), '');

  await open({ format: 'parquet' }, true);

  expect((await readdir(folder, { recursive: true })).toSorted()).toEqual([
    'export.json',
    'export.lock',
    'parts',
  ]);
});

test.each([
  ['left by a run that was killed before it had started', true],
  ['of someone else', false],
])('a manifest half written, %s, is replaced: %s', async (_, isLeft) => {
  await mkdir(folder);
  await writeFile(join(folder, 'export.json.tmp'), '{"vers');
  if (isLeft) await writeFile(join(folder, 'export.lock'), '');

  if (isLeft) expect(await open()).toMatchObject({ isResumed: false });
  else await expect(open()).rejects.toThrow(/is not empty and holds no export/);
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
