import { openLedger, waitUntilAccounted } from '../scripts/local/account.ts';
import { startSystem } from '../scripts/local/local-system.ts';
import { publish } from '../scripts/local/messages/publish.ts';
import { readDeadLetters } from '../scripts/local/read-dead-letters.ts';
import { type Rows, readRows } from '../scripts/local/read-rows.ts';
import type { CloudAssembly } from '../scripts/local/stack/cloud-assembly.ts';
import type { DeadLetter } from '../scripts/system/dead-letter.ts';
import type { CanvasMessage } from './simulate-canvas.ts';

/** What a system holds when it has finished. */
export type Holdings = { readonly rows: Rows; readonly deadLetters: readonly DeadLetter[] };

/**
 * Runs the system as deployed, with one consumer and no faults, over messages in their order.
 *
 * What it then holds is what the same messages must come to under any fault.
 */
export async function runUndisturbed(
  assembly: CloudAssembly,
  messages: readonly CanvasMessage[],
  signal?: AbortSignal,
): Promise<Holdings> {
  const ledger = openLedger();
  const system = await startSystem(assembly, {
    overrides: { mapping: { maximumConcurrency: 1 } },
    onBatch: (batch) => void ledger.add(batch),
  });
  try {
    const { sqs, dynamodb } = system.engines.clients;
    const { queue, deadLetterQueue, function: consumer } = system.deployment;
    await publish(
      sqs,
      queue.url,
      messages.map(({ body }, i) => ({ body, source: `message ${i + 1}` })),
    );
    system.startConsuming();
    const { missing, deadLetters } = await waitUntilAccounted({
      sqs,
      queueUrl: queue.url,
      sent: messages.length,
      ledger,
      readDeadLetters: () => readDeadLetters(system.engines.endpoints.sqs, deadLetterQueue.name),
      stuckAfterSeconds: 60,
      ...(signal && { signal }),
    });
    if (missing.length > 0) throw new Error(`The undisturbed run does not add up: ${missing.join('; ')}.`);
    return { deadLetters, rows: await readRows(dynamodb, consumer.environment) };
  } finally {
    await system.stop();
  }
}
