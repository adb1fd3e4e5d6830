import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openPartFile, replaceFile } from '../../../scripts/command/durable.ts';
import { openSegment } from '../../../scripts/flat-files/segment.ts';
import { watchFiles } from '../../support/watched-files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'durable-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('what a run wrote and did not record is cut off, and written again', async () => {
  const path = join(folder, 'part');
  const first = await openPartFile(path, 0);
  await first.appendFile('{"grade":"é"}\n');
  const { size: recorded } = await first.stat();
  await first.appendFile('{"grade":"half a li');
  await first.close();

  const second = await openPartFile(path, recorded);
  await second.appendFile('{"grade":"half a line"}\n');
  await second.close();

  expect(await readFile(path, 'utf8')).toBe('{"grade":"é"}\n{"grade":"half a line"}\n');
});

test('a part that lost what was recorded is refused', async () => {
  const path = join(folder, 'short');
  await writeFile(path, 'abc');
  await expect(openPartFile(path, 4)).rejects.toThrow(/is shorter than this export left it.*--force/);
});

test('a file is replaced whole and leaves nothing beside it', async () => {
  const path = join(folder, 'progress');
  await replaceFile(path, 'a long first text');
  await replaceFile(path, 'second');
  expect(await readFile(path, 'utf8')).toBe('second');
  expect((await readdir(folder)).filter((name) => name.startsWith('progress'))).toEqual(['progress']);
});

test('a file has its name only when it is on disk, and then its name is', async () => {
  const { files, done } = watchFiles();

  await replaceFile(join(folder, 'export.json'), 'text', files);

  expect(done).toEqual([
    'writeFile export.json.tmp',
    'sync export.json.tmp',
    'rename export.json',
    `sync ${basename(folder)}`,
  ]);
});

test('the rows of a page are on disk before the progress that counts them', async () => {
  const { files, done } = watchFiles();
  const segment = await openSegment(folder, { table: 'course-scores', index: 0 }, files);

  await segment.append({ items: [{ course_id: { S: '1' } }], lastKey: undefined, readUnits: 1 });
  await segment.close();

  expect(done.slice(0, 3)).toEqual([
    'appendFile course-scores.00.ndjson',
    'datasync course-scores.00.ndjson',
    'writeFile course-scores.00.json.tmp',
  ]);
});
