import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { PurgeOptions } from '../../../scripts/dead-letters/options.ts';
import { purge } from '../../../scripts/dead-letters/purge.ts';
import { type Engines, startEngines } from '../../../scripts/local/engines/engines.ts';
import type { System } from '../../../scripts/system/connect.ts';
import { connectTo } from '../../../scripts/system/endpoints.ts';
import {
  attributesOfEveryType,
  bodiesIn,
  createSystem,
  fail,
  lookInto,
  reject,
  settingOf,
} from './dead-letter-queues.ts';
import { startSqsProxy } from './sqs-proxy.ts';

let engines: Engines;
let system: System;
let folder: string;
let options: PurgeOptions;
let count = 0;

beforeAll(async () => {
  engines = await startEngines();
  folder = await mkdtemp(join(tmpdir(), 'purge-'));
});
afterAll(async () => {
  await engines.stop();
  await rm(folder, { recursive: true });
});

beforeEach(async () => {
  system = await createSystem(engines);
  count += 1;
  options = {
    command: 'purge',
    target: { local: true },
    selection: { codes: new Set(), failed: false, eventNames: new Set(), ids: new Set() },
    dryRun: false,
    isConfirmed: true,
    file: join(folder, `${count}.ndjson`),
  };
});

const askNobody = async () => {
  throw new Error('asked');
};

async function readLines(path: string): Promise<{ readonly [name: string]: unknown }[]> {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as { readonly [name: string]: unknown });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

describe('purge', () => {
  test('keeps a copy of all that it removes, which only its owner may read', async () => {
    const id = await fail(system, 'line\nbreak 😀', attributesOfEveryType);
    await reject(system, 'rejected');
    const setting = settingOf(system);

    expect(await purge(setting, options, askNobody)).toBe(0);

    expect(await lookInto(system.deadLetterQueueUrl)).toEqual({ visible: [], held: [] });
    expect(await bodiesIn(system.queueUrl)).toEqual([]);
    expect((await stat(options.file)).mode & 0o777).toBe(0o600);
    const lines = await readLines(options.file);
    expect(lines).toHaveLength(2);
    expect(lines).toContainEqual({
      id,
      code: null,
      detail: null,
      eventName: 'grade_change',
      sentAt: expect.stringMatching(/^\d{4}-.*Z$/),
      receiveCount: 1,
      attributes: {
        ...attributesOfEveryType,
        token: { DataType: 'Binary.raw', BinaryValue: Buffer.of(0, 255, 10, 128).toString('base64') },
      },
      body: 'line\nbreak 😀',
    });
    expect(lines).toContainEqual(expect.objectContaining({ code: 'invalid_event', body: 'rejected' }));
    expect(setting.noted()).toMatch(/2 dead letters written to .*student data/);
  });

  test('has written the file before it removes the first message', async () => {
    for (let i = 0; i < 12; i += 1) await fail(system, `body ${i}`);
    const written: (number | undefined)[] = [];
    const proxy = await startSqsProxy(engines.endpoints.sqs, async (passage) => {
      if (passage.operation === 'DeleteMessage') written.push((await readLines(options.file)).length);
      await passage.pass();
    });
    const { sqs } = connectTo({ ...engines.endpoints, sqs: proxy.endpoint });

    await purge(settingOf({ ...system, sqs }), options, askNobody);
    await proxy.stop();

    expect(written).toEqual(Array.from({ length: 12 }, () => 12));
  });

  test('removes the selected ones and leaves the rest visible', async () => {
    await fail(system, 'failed');
    await reject(system, 'rejected');

    await purge(
      settingOf(system),
      { ...options, selection: { ...options.selection, failed: true } },
      askNobody,
    );

    expect(await bodiesIn(system.deadLetterQueueUrl)).toEqual(['rejected']);
    expect(await readLines(options.file)).toMatchObject([{ body: 'failed' }]);
  });

  test.each([
    ['the count', () => '2'],
    ['the name of the queue', ({ deadLetterQueueUrl }: System) => deadLetterQueueUrl.split('/').at(-1)],
  ])('takes %s for a confirmation', async (_case, answerOf) => {
    await fail(system, 'a');
    await fail(system, 'b');
    const asked: string[] = [];

    const status = await purge(settingOf(system), { ...options, isConfirmed: false }, async (question) => {
      asked.push(question);
      return ` ${answerOf(system)}\n`;
    });

    expect(status).toBe(0);
    expect(asked).toEqual([
      expect.stringMatching(/^This removes 2 dead letters from dead-letters-\d+ for good/),
    ]);
    expect(await bodiesIn(system.deadLetterQueueUrl)).toEqual([]);
  });

  test('holds what it asks about, and nothing else', async () => {
    await fail(system, 'failed');
    await reject(system, 'rejected');
    const selection = { ...options.selection, failed: true };
    let contents = await lookInto(system.deadLetterQueueUrl);

    await purge(settingOf(system), { ...options, selection, isConfirmed: false }, async () => {
      contents = await lookInto(system.deadLetterQueueUrl);
      return 'no';
    });

    expect(contents).toMatchObject({
      visible: [{ body: 'rejected' }],
      held: [{ message: { body: 'failed' } }],
    });
    expect(await bodiesIn(system.deadLetterQueueUrl)).toEqual(['failed', 'rejected']);
  });

  test('releases what is not removed yet when it is interrupted, and has a copy of all', async () => {
    for (let i = 0; i < 30; i += 1) await fail(system, `body ${i}`);
    const interruption = new AbortController();
    const setting = settingOf(system, { signal: interruption.signal });
    const update = (progress: string) => {
      if (progress === '1 of 30') interruption.abort();
    };

    const interrupted = purge({ ...setting, progress: { ...setting.progress, update } }, options, askNobody);

    await expect(interrupted).rejects.toMatchObject({ name: 'AbortError' });
    expect((await bodiesIn(system.deadLetterQueueUrl)).length).toBeGreaterThanOrEqual(20);
    expect(await readLines(options.file)).toHaveLength(30);
  });

  test.each(['', 'y', 'yes', '1', '22'])('removes nothing after the answer "%s"', async (answer) => {
    await fail(system, 'a');
    await fail(system, 'b');

    expect(await purge(settingOf(system), { ...options, isConfirmed: false }, async () => answer)).toBe(1);

    expect(await bodiesIn(system.deadLetterQueueUrl)).toEqual(['a', 'b']);
    expect(await exists(options.file)).toBe(false);
  });

  test('only says what it would remove in a dry run', async () => {
    await fail(system, 'secret');
    const setting = settingOf(system);

    expect(await purge(setting, { ...options, dryRun: true, isConfirmed: false }, askNobody)).toBe(0);

    expect(setting.printed()).toContain('Would remove 1 dead letter');
    expect(setting.printed()).not.toContain('secret');
    expect(await bodiesIn(system.deadLetterQueueUrl)).toEqual(['secret']);
    expect(await exists(options.file)).toBe(false);
  });

  test('says that nothing matched, and writes no file', async () => {
    const setting = settingOf(system);

    expect(await purge(setting, options, askNobody)).toBe(0);

    expect(setting.printed()).toMatch(/^Nothing matched/);
    expect(await exists(options.file)).toBe(false);
  });

  test('overwrites no file, and removes nothing then', async () => {
    await fail(system, 'a');
    await writeFile(options.file, 'mine');

    await expect(purge(settingOf(system), options, askNobody)).rejects.toThrow(
      /it exists\. Nothing was removed\.$/,
    );

    expect(await readFile(options.file, 'utf8')).toBe('mine');
    expect(await bodiesIn(system.deadLetterQueueUrl)).toEqual(['a']);
  });

  test('removes nothing when the file cannot be written', async () => {
    await fail(system, 'a');
    const unwritable = { ...options, file: join(folder, 'nowhere', 'x.ndjson') };

    await expect(purge(settingOf(system), unwritable, askNobody)).rejects.toThrow(/^Cannot write /);

    expect(await bodiesIn(system.deadLetterQueueUrl)).toEqual(['a']);
  });
});
