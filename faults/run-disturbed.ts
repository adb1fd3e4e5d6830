import { SetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { perAnyTable, type TableName } from '../lambdas/consume-live-events/domain/tables.ts';
import { startSystem } from '../scripts/local/local-system.ts';
import { publish } from '../scripts/local/messages/publish.ts';
import { readDeadLetters } from '../scripts/local/read-dead-letters.ts';
import { type Rows, readItems, toRows } from '../scripts/local/read-rows.ts';
import type { CloudAssembly } from '../scripts/local/stack/cloud-assembly.ts';
import type { Deployment } from '../scripts/local/stack/deploy.ts';
import { type Consumer, type Surroundings, startConsumer } from './consumer.ts';
import { type Deliveries, openDeliveries } from './deliveries.ts';
import { openInvocationFaults } from './invocation-faults.ts';
import { findRareKinds, type Tally } from './kinds.ts';
import { rebuildRows } from './rebuild-rows.ts';
import { openRequestFaults } from './request-faults.ts';
import type { Holdings } from './run-undisturbed.ts';
import type { CanvasMessage } from './simulate-canvas.ts';
import { type QueueWatch, waitForQueue } from './watch-queue.ts';
import { watchWrites } from './watch-writes.ts';

export type DisturbedRun = Holdings &
  ReturnType<Deliveries['total']> & {
    /** The rows that the history makes. */
    readonly rebuilt: Pick<Rows, TableName>;
    /** Messages that the queue still holds, after all that time. */
    readonly left: number;
    /** Rows written unread or overwritten; see `watchUnprocessedKeys` and `watchWrites`. */
    readonly violations: readonly string[];
  };

export type DisturbedOptions = {
  readonly seed: string;
  /** How many events Canvas had; how often each fault comes depends on it. */
  readonly events: number;
  readonly consumers: number;
  readonly tally: Tally;
  /** The code to run, if not that of the assembly. */
  readonly codeDirectory?: string;
  readonly onProgress?: (text: string) => void;
  readonly signal?: AbortSignal;
};

const VISIBILITY_SECONDS = 2;
/** Small, since a batch is loaded and written in a request or two, and faults hit requests. */
const BATCH_SIZE = 10;

/**
 * The stack allows five receives, which are meant for faults that last. Here good messages meet faults
 * more often than that, and one that is a dead letter without having been rejected counts as lost.
 */
const MAX_RECEIVE_COUNT = 1000;

/**
 * So few messages are sent ahead of the consumers: a late one is late by the rows, not only in the queue, and one
 * that is visible again is received before the consumer that stands still with it is killed.
 */
const BACKLOG = 50;
const WAVE = 50;

/**
 * Sends messages to the system as deployed, under faults, until a batch is left at most; then stops the
 * faults and lets the system as deployed finish.
 */
export async function runDisturbed(
  assembly: CloudAssembly,
  messages: readonly CanvasMessage[],
  options: DisturbedOptions,
): Promise<DisturbedRun> {
  const { seed, events, tally, codeDirectory } = options;
  const deliveries = openDeliveries(tally);
  const violations: string[] = [];
  const writes = watchWrites(violations, tally);
  const system = await startSystem(assembly, {
    overrides: {
      queue: { VisibilityTimeout: String(VISIBILITY_SECONDS) },
      ...(codeDirectory !== undefined && { function: { codeDirectory } }),
    },
    onBatch({ records }) {
      deliveries.begin(records);
      deliveries.end(records);
    },
  });
  const consumers: Consumer[] = [];
  try {
    const { clients, endpoints } = system.engines;
    const { queue, deadLetterQueue, function: consumer } = system.deployment;
    await allowManyReceives(clients.sqs, system.deployment);
    const surroundings: Surroundings = {
      system,
      batchSize: BATCH_SIZE,
      requestFaults: openRequestFaults(seed, tally),
      invocationFaults: openInvocationFaults(seed, events),
      tally,
      deliveries,
      writes,
      violations,
    };
    const started = Array.from({ length: options.consumers }, () => startConsumer(surroundings));
    consumers.push(...(await Promise.all(started)));
    const watch: QueueWatch = {
      sqs: clients.sqs,
      queueUrl: queue.url,
      activity: () => String(deliveries.total().deliveries),
      ...(options.signal && { signal: options.signal }),
    };
    await publishInWaves(watch, messages, options);
    const isProven = () => findRareKinds(tally, events).length === 0;
    await waitForQueue(watch, (left) => left === 0 || (left <= BATCH_SIZE && isProven()));
    // A fault that is under way counts when its invocation has ended.
    if (!isProven()) await Promise.all(consumers.map(({ finish }) => finish()));
    await Promise.all(consumers.map(({ stop }) => stop()));
    options.onProgress?.('the faults are over, waiting for the rest');
    system.startConsuming();
    const left = await waitForQueue(watch, (left) => left === 0);
    const items = await readItems(clients.dynamodb, consumer.environment);
    return {
      ...deliveries.total(),
      left,
      violations,
      rows: perAnyTable((table) => toRows(table, items[table])),
      rebuilt: rebuildRows(items),
      deadLetters: await readDeadLetters(endpoints.sqs, deadLetterQueue.name),
    };
  } finally {
    await Promise.all(consumers.map(({ stop }) => stop()));
    await system.stop();
  }
}

async function allowManyReceives(sqs: SQSClient, { queue, deadLetterQueue }: Deployment): Promise<void> {
  const RedrivePolicy = JSON.stringify({
    deadLetterTargetArn: deadLetterQueue.arn,
    maxReceiveCount: MAX_RECEIVE_COUNT,
  });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: queue.url, Attributes: { RedrivePolicy } }));
}

async function publishInWaves(
  watch: QueueWatch,
  messages: readonly CanvasMessage[],
  { onProgress }: DisturbedOptions,
): Promise<void> {
  for (let sent = 0; sent < messages.length; sent += WAVE) {
    await waitForQueue(watch, (left) => left < BACKLOG);
    const bodies = messages.slice(sent, sent + WAVE).map(({ body }, i) => ({
      body,
      source: `message ${sent + i + 1}`,
    }));
    await publish(watch.sqs, watch.queueUrl, bodies);
    onProgress?.(`${sent + bodies.length} of ${messages.length} messages sent`);
  }
}
