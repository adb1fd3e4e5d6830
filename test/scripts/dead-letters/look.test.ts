import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { list } from '../../../scripts/dead-letters/list.ts';
import type { ListOptions } from '../../../scripts/dead-letters/options.ts';
import { show } from '../../../scripts/dead-letters/show.ts';
import { type Engines, startEngines } from '../../../scripts/local/engines/engines.ts';
import type { System } from '../../../scripts/system/connect.ts';
import { connectTo } from '../../../scripts/system/endpoints.ts';
import {
  attributesOfEveryType,
  createSystem,
  endVisibilityTimeouts,
  eventName,
  fail,
  lookInto,
  reject,
  settingOf,
} from './dead-letter-queues.ts';
import { startSqsProxy } from './sqs-proxy.ts';

let engines: Engines;
let system: System;

beforeAll(async () => {
  engines = await startEngines();
});
afterAll(async () => engines.stop());

beforeEach(async () => {
  system = await createSystem(engines);
});

const options: ListOptions = {
  command: 'list',
  target: { local: true },
  selection: { codes: new Set(), failed: false, eventNames: new Set(), ids: new Set() },
  ids: false,
  json: false,
};

async function heldIn({ deadLetterQueueUrl }: System): Promise<number> {
  return (await lookInto(deadLetterQueueUrl)).held.length;
}

describe('list', () => {
  test('counts every message once, and leaves all of them visible', async () => {
    for (let i = 0; i < 70; i += 1) await reject(system, `secret ${i}`, eventName('grade_change'));
    for (let i = 0; i < 35; i += 1) await fail(system, `secret ${i}`, eventName('grade_override'));
    const setting = settingOf(system);

    expect(await list(setting, options)).toBe(0);

    expect(setting.printed()).toMatch(
      /Rejected by validation \(70\)\n.*\n +70 +invalid_event +grade_change /,
    );
    expect(setting.printed()).toMatch(/Failed after 5 receives \(35\)\n.*\n +35 +grade_override /);
    expect(setting.printed()).toContain('105 dead letters in dead-letters-');
    expect(setting.printed()).not.toContain('secret');
    expect(await heldIn(system)).toBe(0);
  });

  test('tells a message that SQS moved from one that the consumer rejected', async () => {
    await fail(system, '{"metadata":{"event_name":"grade_change"}}');
    await reject(system, 'not JSON', {}, 'invalid_json', 'body: expected JSON');
    const setting = settingOf(system);

    await list(setting, { ...options, json: true });

    const { groups } = JSON.parse(setting.printed());
    expect(groups).toMatchObject([
      { reason: 'rejected', code: 'invalid_json', detail: 'body: expected JSON', eventName: null, count: 1 },
      { reason: 'failed', code: null, detail: null, eventName: 'grade_change', count: 1 },
    ]);
  });

  test('prints one JSON document without a body, and with ids when asked', async () => {
    const id = await fail(system, 'secret', attributesOfEveryType);
    const setting = settingOf(system);

    await list(setting, { ...options, json: true, ids: true });

    expect(JSON.parse(setting.printed())).toMatchObject({
      stack: 'canvas-grade-state-test',
      count: 1,
      groups: [{ ids: [id] }],
    });
    expect(setting.printed()).not.toContain('secret');
  });

  test('lists a selection of them', async () => {
    await fail(system, 'a');
    await reject(system, 'b');
    const setting = settingOf(system);

    await list(setting, { ...options, selection: { ...options.selection, failed: true } });

    expect(setting.printed()).not.toContain('Rejected');
    expect(setting.printed()).toContain('1 of 2 dead letters');
  });

  test('says of an empty queue that it is', async () => {
    const setting = settingOf(system);

    expect(await list(setting, options)).toBe(0);
    expect(setting.printed()).toMatch(/^0 dead letters in dead-letters-\d+\n$/);
  });

  test('says how many others hold, which it cannot see', async () => {
    await fail(system, 'a');
    await fail(system, 'b');
    await system.sqs.send(new ReceiveMessageCommand({ QueueUrl: system.deadLetterQueueUrl }));
    const setting = settingOf(system);

    await list(setting, options);

    expect(setting.printed()).toContain('1 dead letter in');
    expect(setting.noted()).toMatch(
      /^About 1 more could not be looked at .*: visible again within 60 seconds\.$/,
    );
  });

  test('counts a message once that SQS delivers again meanwhile', async () => {
    for (let i = 0; i < 5; i += 1) await fail(system, `secret ${i}`);
    let received = 0;
    const proxy = await startSqsProxy(engines.endpoints.sqs, async (passage) => {
      if (passage.operation === 'ReceiveMessage') received += 1;
      // Four receive at once; the fifth receive is of the one that got the messages.
      if (received === 5) await endVisibilityTimeouts(system);
      await passage.pass();
    });
    const { sqs } = connectTo({ ...engines.endpoints, sqs: proxy.endpoint });
    const setting = settingOf({ ...system, sqs });

    await list(setting, { ...options, json: true });
    await proxy.stop();

    expect(JSON.parse(setting.printed()).count).toBe(5);
    expect(await heldIn(system)).toBe(0);
  });

  test('ends although others arrive all the while', async () => {
    for (let i = 0; i < 25; i += 1) await fail(system, `first ${i}`);
    const setting = settingOf(system);
    const update = () => void fail(system, 'later');

    await list({ ...setting, progress: { ...setting.progress, update } }, { ...options, json: true });

    expect(JSON.parse(setting.printed()).count).toBeGreaterThanOrEqual(25);
  });

  test('says how many it could not receive, since too many are in flight', async () => {
    for (let i = 0; i < 25; i += 1) await fail(system, `secret ${i}`);
    let received = 0;
    const proxy = await startSqsProxy(engines.endpoints.sqs, (passage) => {
      if (passage.operation !== 'ReceiveMessage') return passage.pass();
      received += 1;
      return received === 1 ? passage.pass() : passage.refuse('OverLimit');
    });
    const { sqs } = connectTo({ ...engines.endpoints, sqs: proxy.endpoint });
    const setting = settingOf({ ...system, sqs });

    expect(await list(setting, options)).toBe(0);
    await proxy.stop();

    expect(setting.printed()).toContain('10 dead letters in');
    expect(setting.noted()).toBe('About 15 more were not received. Run it again to see them.');
  });

  test('releases what it holds when it is interrupted', async () => {
    for (let i = 0; i < 40; i += 1) await fail(system, `secret ${i}`);
    const interruption = new AbortController();
    const setting = settingOf(system, { signal: interruption.signal });
    const interrupted = list(
      { ...setting, progress: { ...setting.progress, update: () => interruption.abort() } },
      options,
    );

    await expect(interrupted).rejects.toMatchObject({ name: 'AbortError' });
    expect(await heldIn(system)).toBe(0);
  });

  test('releases what it holds when something breaks', async () => {
    await fail(system, 'secret');
    const setting = settingOf(system);
    const failing = list(
      {
        ...setting,
        progress: {
          ...setting.progress,
          update() {
            throw new Error('broken');
          },
        },
      },
      options,
    );

    await expect(failing).rejects.toThrow('broken');
    expect(await heldIn(system)).toBe(0);
  });
});

describe('show', () => {
  test('shows one message, without its body', async () => {
    for (let i = 0; i < 30; i += 1) await fail(system, `secret ${i}`);
    const id = await fail(system, 'secret of this one', attributesOfEveryType);
    const setting = settingOf(system);

    expect(await show(setting, { command: 'show', target: options.target, id, body: false })).toBe(0);

    expect(setting.printed()).toContain(id);
    expect(setting.printed()).toContain('token (Binary.raw) 4 bytes');
    expect(setting.printed()).not.toContain('secret');
    expect(await heldIn(system)).toBe(0);
  });

  test('shows its body when asked', async () => {
    await fail(system, 'secret of another');
    const id = await fail(system, 'secret of this one');
    const setting = settingOf(system);

    await show(setting, { command: 'show', target: options.target, id, body: true });

    expect(setting.printed()).toMatch(/\n\nsecret of this one\n$/);
    expect(setting.printed()).not.toContain('another');
  });

  test('says that there is none of that id', async () => {
    await fail(system, 'secret');
    const setting = settingOf(system);

    expect(await show(setting, { command: 'show', target: options.target, id: 'x', body: true })).toBe(1);
    expect(setting.noted()).toMatch(/^No dead letter has the id x\..* list --ids --local$/);
    expect(setting.printed()).toBe('');
  });
});
