import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type EventBody, type Events, openEvents } from '../../../../scripts/local/messages/read-events.ts';

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

const opened: Events[] = [];
afterEach(() => Promise.all(opened.splice(0).map(({ close }) => close())));

async function open(paths: readonly string[], stdin = ''): Promise<Events> {
  const events = await openEvents(paths, Readable.from([Buffer.from(stdin)]));
  opened.push(events);
  return events;
}

async function collect(events: Events): Promise<EventBody[]> {
  const all: EventBody[] = [];
  for await (const event of events.read()) all.push(event);
  return all;
}

async function bodiesIn(events: Events): Promise<string[]> {
  return (await collect(events)).map(({ body }) => body);
}

async function bodiesOf(extension: string, content: string | Uint8Array): Promise<string[]> {
  return bodiesIn(await open([await fileOf(extension, content)]));
}

async function odditiesOf(extension: string, content: string): Promise<readonly string[]> {
  const path = await fileOf(extension, content);
  const { oddities } = await open([path, await fileOf('.json', '{}')]);
  return oddities.map((oddity) => oddity.replace(path, 'FILE'));
}

describe('openEvents', () => {
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

    expect(await bodiesIn(await open([below]))).toEqual(['1', '2', '22', '3']);
  });

  test.each([
    ['an empty file', '.json', '\n', 'No events in '],
    ['an empty file of lines', '.ndjson', '\n \n', 'No events in '],
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
    await expect(open([join(folder, 'missing')])).rejects.toThrow('Cannot read');
    await expect(bodiesOf('.csv', 'a,b')).rejects.toThrow(
      'neither a .json, .ndjson or .jsonl file nor a folder',
    );
  });

  test('counts, says where each is from, and reads as often as asked', async () => {
    const path = await fileOf('.ndjson', '1\n\n3');
    const events = await open([path, path]);

    const sources = ['1', '3', '1', '3'].map((line) => `${path}:${line}`);
    expect(events.count).toBe(4);
    for (let time = 0; time < 2; time += 1) {
      expect((await collect(events)).map(({ source }) => source)).toEqual(sources);
    }
  });

  test('leaves a byte order mark out, and says so', async () => {
    expect(await bodiesOf('.json', '\uFEFF{"a":1}')).toEqual(['{"a":1}']);
    expect(await bodiesOf('.ndjson', '\uFEFF{"a":1}\n\uFEFF{}')).toEqual(['{"a":1}', '\uFEFF{}']);
    const said = ['FILE begins with a byte order mark, which is left out: with it, an event is not JSON.'];
    expect(await odditiesOf('.json', '\uFEFF{}')).toEqual(said);
    expect(await odditiesOf('.ndjson', '\uFEFF{}')).toEqual(said);
  });

  test.each([
    ['an empty file', '.json', '', /^FILE holds no event\.$/],
    ['an empty list', '.json', '[]', /^FILE holds no event\.$/],
    ['a list on one line', '.ndjson', '{}\n[{},{}]\n[{}]', /^FILE:2 is a list, and goes as one message\./],
    [
      'lines in a file of one event',
      '.json',
      '{"a":1}\n{"a":2}\n',
      /^FILE is no JSON as a whole, and goes as/,
    ],
  ])('says once that there is %s, and sends what it can', async (_, extension, content, said) => {
    expect(await odditiesOf(extension, content)).toEqual([expect.stringMatching(said)]);
  });

  test('has nothing to say of a file that is as it should be', async () => {
    expect(await odditiesOf('.json', '{\n"a": [1]\n}\n')).toEqual([]);
    expect(await odditiesOf('.ndjson', '{"a":[1]}\nnot json\n')).toEqual([]);
  });

  test.each([
    ['lines', '{"a":1}\n{"a":\n', ['{"a":1}', '{"a":'], 'stdin:1'],
    ['lines that are not JSON', 'a\nb', ['a', 'b'], 'stdin:1'],
    ['one event over several lines', '{\n"a":1}', ['{\n"a":1}'], 'stdin'],
    ['a list', '[{"a":1},\n2]', ['{"a":1}', '2'], 'stdin[0]'],
    ['a list on one line', '[{"a":1},2]\n', ['{"a":1}', '2'], 'stdin[0]'],
  ])('reads %s from stdin', async (_, text, bodies, source) => {
    const events = await open(['-'], text);

    expect(await bodiesIn(events)).toEqual(bodies);
    expect((await collect(events))[0]?.source).toBe(source);
  });

  test('leaves nothing of stdin behind', async () => {
    const before = new Set(await readdir(tmpdir()));
    await (await openEvents(['-'], Readable.from(['{}']))).close();
    await expect(openEvents(['-'], Readable.from([' ']))).rejects.toThrow('No events in stdin.');
    const left = (await readdir(tmpdir())).filter((name) => !before.has(name));
    expect(left.filter((name) => name.startsWith('spooled-events-'))).toEqual([]);
  });

  test('cuts lines where they end, wherever the chunks of a file do', async () => {
    const lines = Array.from({ length: 3000 }, (_, i) => `${'é'.repeat(i % 90)}${i}`);

    expect(await bodiesOf('.ndjson', lines.join('\n'))).toEqual(lines);
  });
});
