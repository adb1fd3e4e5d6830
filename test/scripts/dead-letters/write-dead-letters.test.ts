import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { writeDeadLetters } from '../../../scripts/dead-letters/write-dead-letters.ts';
import { deadLetter } from '../../support/dead-letters.ts';
import { watchFiles } from '../../support/watched-files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'letters-'));
});
afterEach(() => rm(folder, { recursive: true }));

const letter = deadLetter();

test('dead letters are on disk, and so is the name of their file, before any may be removed', async () => {
  const { files, done } = watchFiles();

  await writeDeadLetters(join(folder, 'letters'), [letter, letter], files);

  expect(done).toEqual([
    'appendFile letters',
    'appendFile letters',
    'sync letters',
    `sync ${basename(folder)}`,
  ]);
});

test.each(['EINVAL', 'ENOTSUP', 'EISDIR', 'EPERM', 'EACCES'])(
  'a file system that cannot make a name durable (%s) is no reason to refuse',
  async (code) => {
    const { files } = watchFiles((operation) =>
      operation === `sync ${basename(folder)}` ? code : undefined,
    );

    await writeDeadLetters(join(folder, 'letters'), [letter], files);

    expect(await readdir(folder)).toEqual(['letters']);
  },
);

test.each(['appendFile letters', 'sync letters', 'the folder'])(
  'a disk that fails at %s leaves no file that looks like a copy',
  async (failing) => {
    const { files } = watchFiles((operation) =>
      operation === failing.replace('the folder', `sync ${basename(folder)}`) ? 'EIO' : undefined,
    );

    await expect(writeDeadLetters(join(folder, 'letters'), [letter], files)).rejects.toThrow(
      /^Cannot write .*letters: EIO\. Nothing was removed\.$/,
    );
    expect(await readdir(folder)).toEqual([]);
  },
);
