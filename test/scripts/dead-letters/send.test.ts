import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { SendOptions } from '../../../scripts/dead-letters/options.ts';
import { purge } from '../../../scripts/dead-letters/purge.ts';
import { send } from '../../../scripts/dead-letters/send.ts';
import { type Engines, startEngines } from '../../../scripts/local/engines/engines.ts';
import type { System } from '../../../scripts/system/connect.ts';
import {
  asShown,
  attributesOfEveryType,
  bodiesIn,
  createSystem,
  fail,
  lookInto,
  reject,
  settingOf,
} from './dead-letter-queues.ts';

const everything = {
  codes: new Set<string>(),
  failed: false,
  eventNames: new Set<string>(),
  ids: new Set<string>(),
};

let engines: Engines;
let folder: string;
let system: System;
let options: SendOptions;
let count = 0;

beforeAll(async () => {
  engines = await startEngines();
  folder = await mkdtemp(join(tmpdir(), 'send-'));
});
afterAll(async () => {
  await engines.stop();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  system = await createSystem(engines);
  count += 1;
  const file = join(folder, `${count}.ndjson`);
  options = {
    command: 'send',
    target: { local: true },
    file,
    selection: everything,
    dryRun: false,
    rate: 5000,
  };
});

/** Removes all dead letters into the file. */
const purgeAll = () =>
  purge(settingOf(system), { ...options, command: 'purge', isConfirmed: true }, async () => '');

describe('send', () => {
  test('sends what was purged to the source queue as it once came, and keeps the file', async () => {
    const body = 'line\nbreak Ω 😀';
    await reject(system, body, attributesOfEveryType);
    await fail(system, 'failed', attributesOfEveryType);
    await purgeAll();
    const file = await readFile(options.file, 'utf8');
    const setting = settingOf(system);

    expect(await send(setting, options)).toBe(0);

    const { visible } = await lookInto(system.queueUrl);
    expect(visible.map((message) => message.body).sort()).toEqual(['failed', body].sort());
    for (const { messageAttributes } of visible) {
      expect(messageAttributes).toEqual(asShown(attributesOfEveryType));
    }
    expect(await bodiesIn(system.deadLetterQueueUrl)).toEqual([]);
    expect(await readFile(options.file, 'utf8')).toBe(file);
    expect(setting.printed()).toMatch(/^2 of 2 dead letters sent to source-\d+\.\n$/);
    expect(setting.noted()).toContain('student data');
  });

  test('sends what is selected of the file alone', async () => {
    await reject(system, 'rejected', {}, 'invalid_json');
    await fail(system, 'failed');
    await purgeAll();

    await send(settingOf(system), {
      ...options,
      selection: { ...everything, codes: new Set(['invalid_json']) },
    });

    expect(await bodiesIn(system.queueUrl)).toEqual(['rejected']);
  });

  test('says that nothing matched, and asks about an event name that is perhaps mistyped', async () => {
    await fail(system, 'failed');
    await purgeAll();
    const setting = settingOf(system);

    await send(setting, { ...options, selection: { ...everything, eventNames: new Set(['grade_changed']) } });

    expect(setting.printed()).toBe(
      'Nothing matched: none of 1 dead letter is selected. Did you mean grade_change?\n',
    );
  });

  test('only says what it would send in a dry run', async () => {
    for (let i = 0; i < 3; i += 1) await reject(system, `secret ${i}`);
    await purgeAll();
    const setting = settingOf(system);

    expect(await send(setting, { ...options, dryRun: true })).toBe(0);

    expect(setting.printed()).toMatch(/3 +invalid_event[\s\S]+Would send 3 dead letters to source-\d+\./);
    expect(setting.printed()).not.toContain('secret');
    expect(await bodiesIn(system.queueUrl)).toEqual([]);
  });

  test('that was interrupted is run again, and what was sent twice is only a copy', async () => {
    for (let i = 0; i < 40; i += 1) await fail(system, `body ${i}`);
    await purgeAll();
    const interruption = new AbortController();
    const setting = settingOf(system, { signal: interruption.signal });
    const update = (progress: string) => {
      if (progress === '5 of 40') interruption.abort();
    };

    const interrupted = send({ ...setting, progress: { ...setting.progress, update } }, options);

    await expect(interrupted).rejects.toMatchObject({ name: 'AbortError' });
    const sent = await bodiesIn(system.queueUrl);
    expect(sent.length).toBeLessThan(40);
    expect(setting.printed()).toMatch(new RegExp(`^${sent.length} of 40 dead letters sent`));

    await send(settingOf(system), options);
    expect(new Set(await bodiesIn(system.queueUrl)).size).toBe(40);
  });

  const line = {
    id: 'a',
    code: null,
    detail: null,
    eventName: null,
    sentAt: '2024-01-01T00:00:00.000Z',
    receiveCount: 1,
    attributes: {},
    body: 'secret',
  };

  test.each([
    ['is not JSON', '{"secret', ':2 is no line of a purge: expected a JSON object. Nothing was sent.'],
    ['is no object', '[]', ':2 is no line of a purge: '],
    ['has no body', JSON.stringify({ ...line, body: '' }), ':2 is no line of a purge: body: expected text.'],
    [
      'has a time that is none',
      JSON.stringify({ ...line, sentAt: 'secret' }),
      'sentAt: expected an instant.',
    ],
    [
      'has an attribute of no type',
      JSON.stringify({ ...line, attributes: { secret: { StringValue: 'secret' } } }),
      ':2 is no line of a purge: attributes: ',
    ],
    [
      'has bytes that are no base64',
      JSON.stringify({ ...line, attributes: { a: { DataType: 'Binary', BinaryValue: 'secret!' } } }),
      'attributes: expected base64.',
    ],
  ])('sends nothing of a file of which a line %s, and quotes nothing of it', async (_, wrong, said) => {
    await writeFile(options.file, `${JSON.stringify(line)}\n${wrong}\n`);

    const refused = send(settingOf(system), options).catch((error: Error) => error.message);

    expect(await refused).toContain(said);
    expect(await refused).not.toContain('secret');
    expect(await bodiesIn(system.queueUrl)).toEqual([]);
  });

  test.each([
    ['is not there', undefined, /^Cannot read /],
    ['is empty', '\n', / holds no dead letter\.$/],
  ])('says so of a file that %s', async (_, text, said) => {
    if (text !== undefined) await writeFile(options.file, text);

    await expect(send(settingOf(system), options)).rejects.toThrow(said);
  });
});
