import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LinesOptions, openLines } from '../../../../scripts/snapshot/lines/open-lines.ts';
import { MAX_LINE_BYTES } from '../../../../scripts/snapshot/lines/read-lines.ts';
import type { Source } from '../../../../scripts/snapshot/source.ts';
import { gradeLine } from './neutral-lines.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lines-'));
});
afterAll(() => rm(folder, { recursive: true }));

const now = new Date('2026-01-01T00:00:00Z');
const lineOf = (score: number) => JSON.stringify(gradeLine({}, { score }));

async function fileOf(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

function open(inputs: LinesOptions['inputs']): Promise<Source> {
  return openLines({ inputs, now });
}

async function scoresOf(source: Source): Promise<unknown[]> {
  const scores: unknown[] = [];
  for await (const page of source.lines()) scores.push(...page.map(({ values }) => values['score']));
  await source.close();
  return scores;
}

describe('lines are read', () => {
  const lines = `${lineOf(1)}\n${lineOf(2)}\n`;
  test.each<[string, string | Buffer]>([
    ['as they are', lines],
    ['without a line feed at the end', lines.trimEnd()],
    ['from gzip, whatever the name says', gzipSync(lines)],
    ['from gzip in several members', Buffer.concat([gzipSync(`${lineOf(1)}\n`), gzipSync(`${lineOf(2)}\n`)])],
    ['after a byte order mark', `\ufeff${lines}`],
    ['between carriage returns and empty lines', `\r\n${lines.replaceAll('\n', '\r\n\r\n  \n')}`],
  ])('%s', async (name, content) => {
    const source = await open([await fileOf(name, content)]);
    expect(source).toMatchObject({ atMost: 2, summary: { problemCount: 0 } });
    expect(await scoresOf(source)).toEqual([1, 2]);
  });

  test('from several files, one after the other', async () => {
    const first = await fileOf('first', `${lineOf(1)}\n`);
    const second = await fileOf('second', `${lineOf(2)}\n${lineOf(3)}\n`);
    const source = await open([first, second]);
    expect(source.notAfter).toBeNull();
    expect(source.atMost).toBe(3);
    expect(await scoresOf(source)).toEqual([1, 2, 3]);
  });

  test('from the standard input, which is gone once it is read', async () => {
    const stream = Readable.from([Buffer.from(lineOf(1)), Buffer.from(`\n${lineOf(2)}\n`)]);
    const source = await open([{ name: 'standard input', stream }]);
    expect(await scoresOf(source)).toEqual([1, 2]);
  });

  test('from a file that is empty: there are none', async () => {
    const source = await open([await fileOf('empty', '')]);
    expect(source.atMost).toBe(0);
    expect(await scoresOf(source)).toEqual([]);
  });
});

describe('a bad line is reported and does not stop the rest', () => {
  const invalid = Buffer.from([0x7b, 0xff, 0xfe, 0x0a]);
  test.each<[string, string | Buffer, string, string]>([
    ['no JSON', 'Ann has a 5\n', 'line', 'expected a JSON object'],
    [
      'a value of the wrong type',
      `${JSON.stringify(gradeLine({}, { score: '7' }))}\n`,
      'values.score',
      'expected a finite number that DynamoDB can hold, got text',
    ],
    ['bytes that are no UTF-8', invalid, 'line', 'expected UTF-8'],
    [
      '4 MB in one line',
      `{"grade":"${'x'.repeat(4 * 1024 * 1024)}"}\n`,
      'line',
      `expected at most ${MAX_LINE_BYTES} bytes`,
    ],
    ['text beyond the end', `${lineOf(7)} ${lineOf(8)}\n`, 'line', 'expected a JSON object'],
  ])('%s', async (name, content, field, expected) => {
    const file = await fileOf(
      name,
      Buffer.concat([Buffer.from(`${lineOf(1)}\n`), Buffer.from(content), Buffer.from(lineOf(2))]),
    );
    const source = await open([file]);
    expect(source.summary.problems).toEqual([{ file, line: 2, field, expected }]);
    expect(await scoresOf(source)).toEqual([1, 2]);
  });

  test('a line of the largest size allowed is read', async () => {
    const line = lineOf(5);
    const source = await open([await fileOf('largest', `${line.padEnd(MAX_LINE_BYTES)}\n`)]);
    expect(await scoresOf(source)).toEqual([5]);
  });

  test('of very many, the first are kept and all are counted', async () => {
    const source = await open([await fileOf('bad', 'x\n'.repeat(5000))]);
    expect(source.summary.problemCount).toBe(5000);
    expect(source.summary.problems).toHaveLength(1000);
    await source.close();
  });
});

describe('nothing is read of files that are not all whole', () => {
  const lines = `${lineOf(1)}\n${lineOf(2)}\n`;
  const packed = gzipSync(lines);
  test.each<[string, string | Buffer, RegExp]>([
    ['cut off within a line', lines.slice(0, -20), /its last line is cut off/],
    [
      'cut off within a character',
      Buffer.from(lines.replace('"9"', '"9é"')).subarray(0, lines.indexOf('"9"') + 3),
      /its last line is cut off/,
    ],
    ['gzip without its end', packed.subarray(0, -5), /its gzip data ends early or is damaged/],
    ['half of a gzip file', packed.subarray(0, packed.length / 2), /its gzip data ends early or is damaged/],
    [
      'damaged gzip',
      Buffer.concat([packed.subarray(0, 40), Buffer.from('x'), packed.subarray(41)]),
      /its gzip data ends early or is damaged/,
    ],
  ])('%s', async (name, content, message) => {
    const good = await fileOf('good', lines);
    const bad = await fileOf(name, content);
    await expect(open([good, bad])).rejects.toThrow(message);
    await expect(open([good, bad])).rejects.toThrow(name);
  });

  test('a file that does not exist', async () => {
    await expect(open([join(folder, 'missing')])).rejects.toThrow(/missing cannot be read: ENOENT/);
  });

  test('a file that grows after it was checked', async () => {
    const path = await fileOf('growing', lines);
    const source = await open([path]);
    await appendFile(path, lines);
    await expect(scoresOf(source)).rejects.toThrow(/growing has changed while it was read/);
    await source.close();
  });
});

test('what was put on disk of a pipe is removed, when it was read and when it could not be', async () => {
  const temporary = await mkdtemp(join(folder, 'temporary-'));
  const openPipe = (text: string) =>
    openLines({ inputs: [{ name: 'standard input', stream: Readable.from([text]) }], now, temporary });
  const source = await openPipe(`${lineOf(1)}\n`);
  expect(await readdir(temporary)).toHaveLength(1);
  await scoresOf(source);
  await expect(openPipe(lineOf(1).slice(0, 40))).rejects.toThrow(/standard input is not whole/);
  expect(await readdir(temporary)).toEqual([]);
});
