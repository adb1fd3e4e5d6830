import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../bundles/bundle.ts';
import { runChild } from '../measure/run-child.ts';
import { resetStub, startStub } from '../stub/start-stub.ts';
import { toBatches } from '../workload/batches.ts';
import { liveEventMix, type Message } from '../workload/live-event-mix.ts';
import { lambdaEnvironment } from './lambda-environment.ts';

/** Of a process that is given batches as large as Lambda gives them. */
export type MemoryFigures = {
  readonly records: number;
  /** Of the event of a batch, as text. */
  readonly megabytes: number;
  readonly batches: number;
  /** An element a round. Of the whole process: Node, the code, the text of the event and the objects made from it. */
  readonly peakMegabytes: readonly number[];
};

const RECORDS = 2000;
const BATCHES = 3;
/** Of a body, on average: 2,000 of them are as much as an invocation may be given, 6 MB. */
const BODY_BYTES = 2350;
/** What Lambda's runtime gives the heap of a function of 512 MB. */
const heap = '--max-old-space-size=460';

/** Measures the peak of the memory of our function, one invocation after the other. */
export async function measureMemory({ rounds }: { readonly rounds: number }): Promise<MemoryFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-memory-'));
  const stub = await startStub(0);
  try {
    const { file } = await bundle('ours');
    const events = await Promise.all(
      Array.from({ length: BATCHES }, (_, batch) => writeEvent(folder, batch)),
    );
    const peakMegabytes: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await resetStub(stub.endpoint);
      const peak = await runChild<number>(
        new URL('./memory-child.ts', import.meta.url),
        { file, events },
        {
          env: lambdaEnvironment(stub.endpoint, 'with-history'),
          execArgv: [heap],
        },
      );
      peakMegabytes.push(peak / 1024);
    }
    const { size } = await stat(events[0] ?? '');
    return { records: RECORDS, megabytes: size / 1e6, batches: BATCHES, peakMegabytes };
  } finally {
    await stub.stop();
    await rm(folder, { recursive: true });
  }
}

async function writeEvent(folder: string, batch: number): Promise<string> {
  const messages = lengthen(liveEventMix(RECORDS, `memory ${batch}`));
  const path = join(folder, `${batch}.json`);
  await writeFile(path, JSON.stringify(toBatches(messages, RECORDS)[0]));
  return path;
}

/** Adds to the texts of those that have one, every other message, until bodies have their bytes on average. */
function lengthen(messages: readonly Message[]): Message[] {
  const bytes = messages.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0);
  const longer = messages.filter(({ eventName }) => hasText(eventName)).length;
  const text = 'x'.repeat(Math.max(0, Math.ceil((BODY_BYTES * messages.length - bytes) / longer)));
  return messages.map((message) => (hasText(message.eventName) ? withText(message, text) : message));
}

function hasText(eventName: string): boolean {
  return eventName.startsWith('submission_');
}

function withText({ body, eventName }: Message, text: string): Message {
  const event = JSON.parse(body) as { body: { body: string } };
  event.body.body += text;
  return { body: JSON.stringify(event), eventName };
}
