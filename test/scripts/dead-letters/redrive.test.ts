import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { RedriveOptions } from '../../../scripts/dead-letters/options.ts';
import { redrive } from '../../../scripts/dead-letters/redrive.ts';
import type { Selection } from '../../../scripts/dead-letters/selection.ts';
import { type Engines, startEngines } from '../../../scripts/local/engines/engines.ts';
import type { System } from '../../../scripts/system/connect.ts';
import { connectTo } from '../../../scripts/system/endpoints.ts';
import {
  asShown,
  attributesOfEveryType,
  bodiesIn,
  createSystem,
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

function optionsOf(selection: Partial<Selection> = {}, parts: Partial<RedriveOptions> = {}): RedriveOptions {
  return {
    command: 'redrive',
    target: { local: true },
    selection: { codes: new Set(), failed: false, eventNames: new Set(), ids: new Set(), ...selection },
    dryRun: false,
    rate: 5000,
    ...parts,
  };
}

describe('redrive', () => {
  test('sends a rejected message back as it came', async () => {
    const body = '{"metadata":{"event_name":"grade_change"},"body":{"assignment_name":"Ω 😀\\n"}}';
    await reject(system, body, attributesOfEveryType);

    expect(await redrive(settingOf(system), optionsOf())).toBe(0);

    const { visible } = await lookInto(system.queueUrl);
    expect(visible).toMatchObject([{ body }]);
    expect(visible[0]?.messageAttributes).toEqual(asShown(attributesOfEveryType));
    expect(await lookInto(system.deadLetterQueueUrl)).toEqual({ visible: [], held: [] });
  });

  test('sends back a message that SQS itself moved', async () => {
    const body = '{"metadata":{"event_name":"grade_change"}}';
    await fail({ ...system, deadLetterQueueUrl: system.queueUrl }, body, attributesOfEveryType);
    for (let i = 0; i < 6; i += 1) {
      const receive = { QueueUrl: system.queueUrl, VisibilityTimeout: 0 };
      await system.sqs.send(new ReceiveMessageCommand(receive));
    }
    expect(await bodiesIn(system.deadLetterQueueUrl)).toEqual([body]);

    await redrive(settingOf(system), optionsOf({ failed: true }));

    const { visible } = await lookInto(system.queueUrl);
    expect(visible).toMatchObject([{ body, messageAttributes: asShown(attributesOfEveryType) }]);
    expect(await bodiesIn(system.deadLetterQueueUrl)).toEqual([]);
  });

  test.each<[string, Partial<Selection>, string[]]>([
    ['a code', { codes: new Set(['invalid_json']) }, ['json']],
    ['what failed', { failed: true }, ['failed', '{"metadata":{"event_name":"named_in_body"}}'].sort()],
    ['an event name', { eventNames: new Set(['a']) }, ['event', 'failed']],
    [
      'an event name that only the body has',
      { eventNames: new Set(['named_in_body']) },
      ['{"metadata":{"event_name":"named_in_body"}}'],
    ],
    ['everything', {}, ['event', 'failed', 'json', '{"metadata":{"event_name":"named_in_body"}}'].sort()],
  ])('sends %s and leaves the rest visible', async (_case, selection, expected) => {
    await reject(system, 'event', eventName('a'));
    await reject(system, 'json', {}, 'invalid_json');
    await fail(system, 'failed', eventName('a'));
    await fail(system, '{"metadata":{"event_name":"named_in_body"}}');
    const all = await bodiesIn(system.deadLetterQueueUrl);

    await redrive(settingOf(system), optionsOf(selection));

    expect(await bodiesIn(system.queueUrl)).toEqual(expected);
    expect(await bodiesIn(system.deadLetterQueueUrl)).toEqual(all.filter((body) => !expected.includes(body)));
  });

  test('sends the messages that are named by id', async () => {
    await fail(system, 'a');
    const ids = new Set([await fail(system, 'b'), await fail(system, 'c'), 'unknown']);

    await redrive(settingOf(system), optionsOf({ ids }));

    expect(await bodiesIn(system.queueUrl)).toEqual(['b', 'c']);
    expect(await bodiesIn(system.deadLetterQueueUrl)).toEqual(['a']);
  });

  test('only says what it would send in a dry run', async () => {
    for (let i = 0; i < 12; i += 1) await reject(system, `secret ${i}`);
    const setting = settingOf(system);

    expect(await redrive(setting, optionsOf({}, { dryRun: true }))).toBe(0);

    expect(setting.printed()).toMatch(
      /12 +invalid_event[\s\S]+Would send 12 dead letters back to source-\d+\./,
    );
    expect(setting.printed()).not.toContain('secret');
    expect(await bodiesIn(system.queueUrl)).toEqual([]);
    expect(await bodiesIn(system.deadLetterQueueUrl)).toHaveLength(12);
  });

  test('says that nothing matched', async () => {
    await fail(system, 'a');
    const setting = settingOf(system);

    expect(await redrive(setting, optionsOf({ codes: new Set(['nope']) }))).toBe(0);
    expect(setting.printed()).toBe('Nothing matched: none of 1 dead letter is selected.\n');
  });

  test('does not send again what is rejected again while it works', async () => {
    for (let i = 0; i < 20; i += 1) await reject(system, `body ${i}`);
    const setting = settingOf(system);
    let rejectedAgain = 0;
    const update = (progress: string) => {
      if (!progress.includes(' of ')) return;
      rejectedAgain += 1;
      void reject(system, `again ${rejectedAgain}`);
    };

    await redrive({ ...setting, progress: { ...setting.progress, update } }, optionsOf());

    expect(await bodiesIn(system.queueUrl)).toHaveLength(20);
    expect(setting.printed()).toMatch(/^20 of 20 dead letters sent back/);
  });

  test('removes nothing when it cannot send', async () => {
    for (let i = 0; i < 15; i += 1) await reject(system, `body ${i}`);
    const before = await bodiesIn(system.deadLetterQueueUrl);
    const setting = settingOf({ ...system, queueUrl: `${system.queueUrl}-gone` });

    await expect(redrive(setting, optionsOf())).rejects.toMatchObject({ name: 'QueueDoesNotExist' });

    expect(await bodiesIn(system.deadLetterQueueUrl)).toEqual(before);
    expect(setting.printed()).toMatch(/^0 of 15 dead letters sent back/);
  });

  test('stops when it may not remove, and says what is in both queues', async () => {
    for (let i = 0; i < 40; i += 1) await reject(system, `body ${i}`);
    const proxy = await startSqsProxy(engines.endpoints.sqs, (passage) =>
      passage.operation === 'DeleteMessage' ? passage.refuse('AccessDeniedException') : passage.pass(),
    );
    const { sqs } = connectTo({ ...engines.endpoints, sqs: proxy.endpoint });
    const setting = settingOf({ ...system, sqs });

    await expect(redrive(setting, optionsOf())).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await proxy.stop();

    const { length } = await bodiesIn(system.queueUrl);
    expect(length).toBeLessThan(40);
    expect(await bodiesIn(system.deadLetterQueueUrl)).toHaveLength(40);
    expect(setting.printed()).toMatch(/^0 of 40 dead letters sent back/);
    expect(setting.noted()).toMatch(new RegExp(`^${length} more sent and not removed: in both queues`));
  });

  test('keeps to its rate, and waits no longer when it is interrupted', async () => {
    for (let i = 0; i < 30; i += 1) await reject(system, `body ${i}`);
    const interruption = new AbortController();
    const setting = settingOf(system, { signal: interruption.signal });
    const update = (progress: string) => {
      if (progress === '1 of 30') interruption.abort();
    };

    const interrupted = redrive(
      { ...setting, progress: { ...setting.progress, update } },
      optionsOf({}, { rate: 1 }),
    );

    await expect(interrupted).rejects.toMatchObject({ name: 'AbortError' });
    // Ten are worked on at once, but one a second begins.
    expect((await bodiesIn(system.queueUrl)).length).toBeLessThan(10);
  });

  test('ends what is under way when it is interrupted, and releases the rest', async () => {
    for (let i = 0; i < 40; i += 1) await reject(system, `body ${i}`);
    const all = await bodiesIn(system.deadLetterQueueUrl);
    const interruption = new AbortController();
    const setting = settingOf(system, { signal: interruption.signal });
    const update = (progress: string) => {
      if (progress === '5 of 40') interruption.abort();
    };

    const interrupted = redrive({ ...setting, progress: { ...setting.progress, update } }, optionsOf());

    await expect(interrupted).rejects.toMatchObject({ name: 'AbortError' });
    const sent = await bodiesIn(system.queueUrl);
    const left = await bodiesIn(system.deadLetterQueueUrl);
    expect([...sent, ...left].sort()).toEqual(all);
    expect(left.length).toBeGreaterThanOrEqual(20);
    expect(setting.printed()).toMatch(new RegExp(`^${sent.length} of 40 dead letters sent back`));
  });
});
