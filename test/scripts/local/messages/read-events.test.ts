import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readEvents, splitList } from '../../../../scripts/local/messages/read-events.ts';

let folder: string;
let count = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-events-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function fileOf(extension: string, content: string | Uint8Array): Promise<string> {
  count += 1;
  const path = join(folder, `${count}${extension}`);
  await writeFile(path, content);
  return path;
}

async function bodiesOf(extension: string, content: string | Uint8Array): Promise<string[]> {
  return (await readEvents([await fileOf(extension, content)])).map(({ body }) => body);
}

describe('readEvents', () => {
  test('sends a .json file as it is', async () => {
    const text = '{\n  "id": 21070000000011086,\n  "score": 1.50\n}\n';

    expect(await bodiesOf('.json', text)).toEqual([text]);
  });

  test('sends a .json file that is not JSON as it is', async () => {
    expect(await bodiesOf('.json', '{"a": 1')).toEqual(['{"a": 1']);
  });

  test('sends each element of a list, with ids that no double holds', async () => {
    const text = '[ {"id":21070000000011087, "a":[1,{"b":"],\\"{"}]} ,\n {"id":9007199254740993} ]';

    expect(await bodiesOf('.json', text)).toEqual([
      '{"id":21070000000011087, "a":[1,{"b":"],\\"{"}]}',
      '{"id":9007199254740993}',
    ]);
  });

  test.each(['.ndjson', '.jsonl'])('sends each line of a %s file, JSON or not', async (extension) => {
    const text = '{"a":1}\nnot json\n\n  [1]  \r\n"🎉"';

    expect(await bodiesOf(extension, text)).toEqual(['{"a":1}', 'not json', '  [1]  ', '"🎉"']);
  });

  test('reads a folder in the order of its paths and passes over other files', async () => {
    const below = join(folder, 'below');
    await mkdir(join(below, 'b'), { recursive: true });
    await writeFile(join(below, 'c.json'), '3');
    await writeFile(join(below, 'b', 'x.ndjson'), '2\n22');
    await writeFile(join(below, 'a.json'), '1');
    await writeFile(join(below, 'README.md'), 'no event');

    expect((await readEvents([below])).map(({ body }) => body)).toEqual(['1', '2', '22', '3']);
  });

  test.each([
    ['an empty file', '.json', '', '.json: SQS does not carry an empty message.'],
    ['a control character', '.ndjson', 'a\nb\u0001', '.ndjson:2: SQS does not carry the character U+0001.'],
    ['a noncharacter', '.json', '["a","\uFFFF"]', '.json[1]: SQS does not carry the character U+FFFF.'],
    [
      'too long a line',
      '.jsonl',
      'x'.repeat(1_048_577),
      '.jsonl:1: SQS does not carry a message of more than 1 MiB.',
    ],
    ['bytes that are no text', '.json', Uint8Array.of(0x22, 0xff, 0x22), '.json is not UTF-8 text.'],
    ['an empty list', '.json', '[]', 'No events in '],
  ])('refuses %s and says where', async (_, extension, content, message) => {
    await expect(bodiesOf(extension, content)).rejects.toThrow(message);
  });

  test('refuses a path that is not there, and a file of another kind', async () => {
    await expect(readEvents([join(folder, 'missing')])).rejects.toThrow('Cannot read');
    await expect(bodiesOf('.csv', 'a,b')).rejects.toThrow(
      'neither a .json, .ndjson or .jsonl file nor a folder',
    );
  });
});

describe('splitList', () => {
  test.each([
    ['[]', []],
    [' [ ] ', []],
    ['[1]', ['1']],
    ['["", "a\\\\", "\\"]"]', ['""', '"a\\\\"', '"\\"]"']],
    ['[[1,[2]],{"a":{"b":[]}},null]', ['[1,[2]]', '{"a":{"b":[]}}', 'null']],
  ])('cuts %s', (text, elements) => {
    expect(splitList(text)).toEqual(elements);
  });

  test('copes with strings of a million characters and with deep nesting', () => {
    const long = JSON.stringify('x\\"'.repeat(300_000));
    const deep = '['.repeat(20_000) + ']'.repeat(20_000);

    expect(splitList(`[${long},${deep}]`)).toEqual([long, deep]);
  });
});
