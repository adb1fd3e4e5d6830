import { measure } from '../measure/cpu.ts';
import { answerParent, argumentOfChild } from '../measure/run-child.ts';
import { toBatches } from '../workload/batches.ts';
import { liveEventMix, type Message } from '../workload/live-event-mix.ts';
import { contenders, type Decoder } from './contenders.ts';
import { loops } from './loop.ts';
import type { DecodeTask } from './run-decode.ts';

/** As many as the function gets at most. */
const BATCH_SIZE = 1000;
/** Passes over all messages before the first that counts, for the optimizing compiler to be done. */
const WARM_UP_PASSES = 5;

const { contender, events, seed, repeats } = argumentOfChild() as DecodeTask;
const messages = liveEventMix(events, seed);
const pass: () => unknown =
  contender === 'loop' || contender === 'loop_parts'
    ? passOfLoop(loops[contender], messages)
    : passOfDecoder(contenders[contender], messages);

for (let index = 0; index < WARM_UP_PASSES; index += 1) await pass();
const { cpuMicroseconds } = await measure(async () => {
  for (let index = 0; index < repeats; index += 1) await pass();
});
answerParent(cpuMicroseconds / (repeats * events));

function passOfDecoder(decode: Decoder, messages: readonly Message[]): () => void {
  const bodies = messages.map(({ body }) => body);
  return () => {
    let accepted = 0;
    for (const body of bodies) if (decode(body) !== undefined) accepted += 1;
    if (accepted !== events) throw new Error(`${contender}: accepted ${accepted} of ${events} messages`);
  };
}

function passOfLoop(
  run: (typeof loops)[keyof typeof loops],
  messages: readonly Message[],
): () => Promise<void> {
  const batches = toBatches(messages, BATCH_SIZE);
  return async () => {
    for (const batch of batches) await run(batch);
  };
}
