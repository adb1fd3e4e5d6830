import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SQSEvent } from 'aws-lambda';
import { bundle } from '../bundles/bundle.ts';
import { runChild } from '../measure/run-child.ts';
import { resetStub, startStub } from '../stub/start-stub.ts';
import { toBatches } from '../workload/batches.ts';
import { liveEventMix } from '../workload/live-event-mix.ts';
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
/** Added to the texts that messages have, every other one: 2,000 are then as much as an invocation may be given, 6 MB. */
const MORE_TEXT = 'x'.repeat(960);
/** What Lambda's runtime gives the heap of a function of 512 MB. */
const heap = '--max-old-space-size=460';

/** Measures the peak of the memory of our function, one invocation after the other. */
export async function measureMemory({ rounds }: { readonly rounds: number }): Promise<MemoryFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-memory-'));
  const { endpoint, stop } = await startStub(0);
  const child = new URL('./memory-child.ts', import.meta.url);
  const options = { env: lambdaEnvironment(endpoint, 'with-history'), execArgv: [heap] };
  try {
    const { file } = await bundle('ours');
    const events = Array.from({ length: BATCHES }, (_, batch) => join(folder, `${batch}.json`));
    for (const [batch, path] of events.entries()) await writeFile(path, JSON.stringify(largeEvent(batch)));
    const peakMegabytes: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await resetStub(endpoint);
      peakMegabytes.push((await runChild<number>(child, { file, events }, options)) / 1024);
    }
    const { size } = await stat(join(folder, '0.json'));
    return { records: RECORDS, megabytes: size / 1e6, batches: BATCHES, peakMegabytes };
  } finally {
    await stop();
    await rm(folder, { recursive: true });
  }
}

function largeEvent(batch: number): SQSEvent | undefined {
  const messages = liveEventMix(RECORDS, `memory ${batch}`).map(({ body, eventName }) => ({
    body: body.replace('"body":"', `"body":"${MORE_TEXT}`),
    eventName,
  }));
  return toBatches(messages, RECORDS)[0];
}
