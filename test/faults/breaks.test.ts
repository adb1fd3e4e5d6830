import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { breakNames, breaks, buildBroken } from '../../faults/breaks.ts';

describe('buildBroken', () => {
  test.each(breakNames)('bundles the function with %s, and removes the bundle', async (name) => {
    const { directory, remove } = await buildBroken(breaks[name]);
    const bundle = join(directory, 'index.mjs');
    await expect(access(bundle)).resolves.toBeUndefined();
    await remove();
    await expect(access(bundle)).rejects.toThrow(/ENOENT/);
  });

  test.each([
    ['is not there any more', 'no such text'],
    ['is there more than once', 'const '],
  ])('refuses a defect whose text %s', async (_, from) => {
    const defect = { file: 'handler.ts', from, to: '' };
    await expect(buildBroken([defect])).rejects.toThrow(/handler\.ts has the text to be replaced \d+ times/);
  });
});
