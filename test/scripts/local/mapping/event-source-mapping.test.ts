import { setTimeout as delay } from 'node:timers/promises';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { type Engines, startEngines } from '../../../../scripts/local/engines/engines.ts';
import type { Invocation } from '../../../../scripts/local/function/function-process.ts';
import {
  type BatchReport,
  type EventSourceMapping,
  type MappingOptions,
  startEventSourceMapping,
} from '../../../../scripts/local/mapping/event-source-mapping.ts';
import { publish } from '../../../../scripts/local/messages/publish.ts';
import { readDeadLetters } from '../../../../scripts/local/read-dead-letters.ts';
import { createQueue } from '../../../../scripts/local/stack/create-resource.ts';
import type { DeployedQueue, MappingDefinition } from '../../../../scripts/local/stack/deploy.ts';

const event = JSON.stringify({
  metadata: { event_name: 'grade_change', event_time: '2024-01-01T00:00:00Z' },
});

let engines: Engines;
const started: EventSourceMapping[] = [];
let count = 0;

beforeAll(async () => {
  engines = await startEngines();
});

afterAll(async () => {
  await Promise.all(started.map(({ stop }) => stop()));
  await engines.stop();
});

async function queuesOf(attributes: Record<string, unknown> = {}): Promise<[DeployedQueue, DeployedQueue]> {
  count += 1;
  const dead = await createQueue(engines, {}, `dead-${count}`);
  const RedrivePolicy = { deadLetterTargetArn: dead.arn, maxReceiveCount: 5 };
  return [await createQueue(engines, { RedrivePolicy, ...attributes }, `source-${count}`), dead];
}

function consume(
  queue: DeployedQueue,
  answer: (records: SQSRecord[]) => Invocation | Promise<Invocation>,
  mapping: Partial<MappingDefinition> = {},
  options: Partial<MappingOptions> = {},
): BatchReport[] {
  const reports: BatchReport[] = [];
  const mappingStarted = startEventSourceMapping({
    sqs: engines.clients.sqs,
    queue,
    mapping: {
      batchSize: 10,
      windowSeconds: 1,
      maximumConcurrency: 2,
      reportsBatchItemFailures: true,
      ...mapping,
    },
    invoke: async ({ Records }: SQSEvent) => answer(Records),
    onBatch: (report) => reports.push(report),
    ...options,
  });
  started.push(mappingStarted);
  return reports;
}

/** Invocations that succeed after some milliseconds, and how many of them ran at once. */
function watchInvocations(milliseconds: number) {
  let now = 0;
  let most = 0;
  return {
    invoke: async () => {
      now += 1;
      most = Math.max(most, now);
      await delay(milliseconds);
      now -= 1;
      return succeed();
    },
    mostAtOnce: () => most,
  };
}

/** Tells whether every message was deleted: none waits, and none may come again. */
async function isEmpty({ url: QueueUrl }: DeployedQueue): Promise<boolean> {
  const { Attributes = {} } = await engines.clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  );
  const { ApproximateNumberOfMessages: visible, ApproximateNumberOfMessagesNotVisible: inFlight } =
    Attributes;
  return Number(visible) + Number(inFlight) === 0;
}

function send(queue: DeployedQueue, bodies: string[]): Promise<void> {
  return publish(
    engines.clients.sqs,
    queue.url,
    bodies.map((body, i) => ({ source: String(i), body })),
  );
}

function succeed(response: unknown = null): Invocation {
  return { ok: true, response, logs: [] };
}

function failing(records: SQSRecord[]): Invocation {
  return succeed({ batchItemFailures: records.map(({ messageId }) => ({ itemIdentifier: messageId })) });
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(20);
}

describe('startEventSourceMapping', () => {
  test('hands over records as Lambda shapes them', async () => {
    const [queue] = await queuesOf();
    let seen: SQSRecord | undefined;
    consume(queue, ([record]) => {
      seen = record;
      return succeed();
    });

    await send(queue, [event]);
    await until(() => seen !== undefined);

    expect(seen).toEqual({
      messageId: expect.stringMatching(/^[\w-]{36}$/),
      receiptHandle: expect.any(String),
      body: event,
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: expect.stringMatching(/^\d{13}$/),
        SenderId: expect.any(String),
        ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
      },
      messageAttributes: {
        event_name: {
          stringValue: 'grade_change',
          stringListValues: [],
          binaryListValues: [],
          dataType: 'String',
        },
        event_time: {
          stringValue: '2024-01-01T00:00:00Z',
          stringListValues: [],
          binaryListValues: [],
          dataType: 'String',
        },
      },
      md5OfBody: expect.stringMatching(/^[\da-f]{32}$/),
      eventSource: 'aws:sqs',
      eventSourceARN: queue.arn,
      awsRegion: 'us-east-1',
    });
  });

  test('carries characters beyond U+FFFF unchanged', async () => {
    const [queue] = await queuesOf();
    const bodies: string[] = [];
    consume(queue, (records) => {
      bodies.push(...records.map(({ body }) => body));
      return succeed();
    });

    await send(queue, ['"🎉 très bien 良"']);
    await until(() => bodies.length > 0);

    expect(bodies).toEqual(['"🎉 très bien 良"']);
  });

  test('gathers up to the batch size and deletes what succeeded', async () => {
    const [queue] = await queuesOf();
    await send(
      queue,
      Array.from({ length: 45 }, (_, i) => String(i)),
    );

    const reports = consume(queue, () => succeed(), { batchSize: 40, windowSeconds: 5 });
    await until(() => isEmpty(queue));

    expect(reports.map(({ records }) => records.length)).toEqual([40, 5]);
  });

  test('sends off a batch before it exceeds 6 MB, and its parts no more at once than the mapping allows', async () => {
    const [queue] = await queuesOf();
    const invocations = watchInvocations(50);
    await send(
      queue,
      Array.from({ length: 14 }, (_, i) => String(i).padEnd(1_000_000)),
    );

    const reports = consume(queue, invocations.invoke, {
      batchSize: 100,
      windowSeconds: 5,
      maximumConcurrency: 1,
    });
    await until(() => reports.reduce((sum, { records }) => sum + records.length, 0) === 14);

    expect(reports.map(({ records }) => records.length)).toEqual([6, 6, 2]);
    expect(invocations.mostAtOnce()).toBe(1);
  });

  test('runs as many invocations at once as the mapping allows', async () => {
    const [queue] = await queuesOf();
    await send(
      queue,
      Array.from({ length: 8 }, (_, i) => String(i)),
    );
    const invocations = watchInvocations(300);

    const reports = consume(queue, invocations.invoke, { batchSize: 1, maximumConcurrency: 3 });
    await until(() => reports.length === 8);

    expect(invocations.mostAtOnce()).toBe(3);
  });

  test('delivers a failed message again, and only that', async () => {
    const [queue] = await queuesOf({ VisibilityTimeout: 1 });
    const received: string[] = [];
    consume(queue, (records) => {
      received.push(
        ...records.map(({ body, attributes }) => `${body} ${attributes.ApproximateReceiveCount}`),
      );
      return failing(
        records.filter(({ body, attributes }) => body === 'b' && attributes.ApproximateReceiveCount === '1'),
      );
    });

    await send(queue, ['a', 'b', 'c']);
    await until(async () => received.length === 4 && (await isEmpty(queue)));

    expect(received).toEqual(['a 1', 'b 1', 'c 1', 'b 2']);
  });

  test.each<[string, Invocation]>([
    ['threw', { ok: false, error: { errorType: 'Error', errorMessage: 'no' }, logs: [] }],
    ['named an unknown message', succeed({ batchItemFailures: [{ itemIdentifier: 'z' }] })],
  ])('delivers the whole batch again when the function %s', async (_, answer) => {
    const [queue] = await queuesOf();
    await send(queue, ['a', 'b']);
    const answers = [answer];
    const reports = consume(queue, () => answers.pop() ?? succeed(), {}, { redeliverAfterSeconds: 0 });

    await until(() => reports.length === 2);

    expect(reports.map(({ failed, reason }) => [failed.size, typeof reason])).toEqual([
      [2, 'string'],
      [0, 'undefined'],
    ]);
  });

  test('deletes failed messages too when the mapping does not ask for them', async () => {
    const [queue] = await queuesOf();
    const reports = consume(queue, failing, { reportsBatchItemFailures: false });

    await send(queue, ['a']);
    await until(async () => reports.length > 0 && (await isEmpty(queue)));

    expect(reports).toHaveLength(1);
  });

  test('leaves a message to the dead-letter queue after five receives', async () => {
    const [queue, dead] = await queuesOf();
    const reports = consume(queue, failing, {}, { redeliverAfterSeconds: 0 });
    const deadLetters = () => readDeadLetters(engines.endpoints.sqs, dead.name);

    await send(queue, [event]);
    await until(async () => (await deadLetters()).length > 0);

    expect(reports).toHaveLength(5);
    expect(await deadLetters()).toMatchObject([
      { rejection: undefined, body: event, eventName: 'grade_change' },
    ]);
  });

  test('hurries redelivery when it is told to', async () => {
    const [queue] = await queuesOf({ VisibilityTimeout: 600 });
    await send(queue, ['a']);

    const reports = consume(queue, failing, {}, { redeliverAfterSeconds: 0 });

    await until(() => reports.length >= 2);
  });

  test('stops after what is under way, and receives nothing more', async () => {
    const [queue] = await queuesOf();
    const errors: unknown[] = [];
    const { promise: isUnderWay, resolve: begin } = Promise.withResolvers<void>();
    const work = async () => {
      begin();
      await delay(200);
      return succeed();
    };
    const reports = consume(queue, work, {}, { onError: (error) => errors.push(error) });
    await send(queue, ['a']);
    await isUnderWay;

    await started.at(-1)?.stop();
    await send(queue, ['b']);
    await delay(300);

    expect(reports.flatMap(({ records }) => records.map(({ body }) => body))).toEqual(['a']);
    expect(errors).toEqual([]);
  });

  test('continues after SQS refused a request', async () => {
    const [queue] = await queuesOf();
    const errors: unknown[] = [];
    const missing = { ...queue, url: queue.url.replace('source', 'missing') };
    const reports = consume(missing, () => succeed(), {}, { onError: (error) => errors.push(error) });
    await until(() => errors.length > 0);

    await createQueue(engines, {}, queue.name.replace('source', 'missing'));
    await send(missing, ['a']);
    await until(() => reports.length === 1);
  });
});
