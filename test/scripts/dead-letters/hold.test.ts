import { setTimeout as delay } from 'node:timers/promises';
import { type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Hold, openHold } from '../../../scripts/dead-letters/hold.ts';
import { type Engines, startEngines } from '../../../scripts/local/engines/engines.ts';
import type { System } from '../../../scripts/system/connect.ts';
import { bodiesIn, createSystem, fail, lookInto } from './dead-letter-queues.ts';

let engines: Engines;
let system: System;

beforeAll(async () => {
  engines = await startEngines();
});
afterAll(async () => engines.stop());

beforeEach(async () => {
  system = await createSystem(engines);
});

async function receive(): Promise<Message[]> {
  const { Messages = [] } = await system.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: system.deadLetterQueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 60,
    }),
  );
  return Messages;
}

async function takeAll(hold: Hold, count: number): Promise<Message[]> {
  const messages: Message[] = [];
  while (messages.length < count) messages.push(...(await receive()));
  for (const message of messages) hold.take(message);
  return messages;
}

describe('openHold', () => {
  test('extends what it holds until it is closed', async () => {
    for (let i = 0; i < 12; i += 1) await fail(system, `body ${i}`);
    const hold = openHold(system, { visibilitySeconds: 600, extendEverySeconds: 0.02, waitSeconds: 0 });
    const received = Date.now();
    await takeAll(hold, 12);
    const untilAllAreExtended = async () => {
      const { held } = await lookInto(system.deadLetterQueueUrl);
      return held.length === 12 && held.every(({ hiddenUntil }) => hiddenUntil > received + 300_000);
    };

    while (!(await untilAllAreExtended())) await delay(20);

    hold.close();
    expect(await hold.release()).toBe(0);
    expect(await bodiesIn(system.deadLetterQueueUrl)).toHaveLength(12);
  });

  test('knows a message that is delivered again, and removes it by its newest receipt', async () => {
    await fail(system, 'body');
    const hold = openHold(system, { visibilitySeconds: 60, extendEverySeconds: 60, waitSeconds: 0 });
    const [first] = await receive();
    expect(hold.take(first ?? {})).toBe(true);
    await hold.release();
    const [second] = await receive();

    expect([hold.take(first ?? {}), hold.take(second ?? {})]).toEqual([true, false]);
    await hold.remove(second?.MessageId ?? '');
    hold.close();

    expect(await lookInto(system.deadLetterQueueUrl)).toEqual({ visible: [], held: [] });
  });

  test('releases those that are named and continues to hold the others', async () => {
    for (let i = 0; i < 25; i += 1) await fail(system, `body ${i}`);
    const hold = openHold(system, { visibilitySeconds: 60, extendEverySeconds: 60, waitSeconds: 0 });
    const messages = await takeAll(hold, 25);
    const named = new Set(messages.slice(0, 13).map(({ MessageId }) => MessageId));

    await hold.release((id) => named.has(id));

    const { visible, held } = await lookInto(system.deadLetterQueueUrl);
    expect(new Set(visible.map(({ messageId }) => messageId))).toEqual(named);
    expect([held.length, hold.size()]).toEqual([12, 12]);
    hold.close();
  });

  test('counts what it could not release, and does not throw', async () => {
    await fail(system, 'body');
    const gone = { ...system, deadLetterQueueUrl: `${system.deadLetterQueueUrl}-gone` };
    const hold = openHold(gone, { visibilitySeconds: 60, extendEverySeconds: 60, waitSeconds: 0 });
    await takeAll(hold, 1);

    expect(await hold.release()).toBe(1);
    hold.close();
  });
});
