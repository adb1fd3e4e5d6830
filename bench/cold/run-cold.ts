import { type BundleName, bundle, type Packing } from '../bundles/bundle.ts';
import { runChild } from '../measure/run-child.ts';
import { lambdaEnvironment } from '../pipeline/lambda-environment.ts';
import { resetStub, startStub } from '../stub/start-stub.ts';
import { toBatches } from '../workload/batches.ts';
import { liveEventMix } from '../workload/live-event-mix.ts';
import type { ColdAnswer } from './cold-child.ts';

/** Bundles, and how they are packed. */
export const coldContenders = {
  empty: ['empty', 'deployed'],
  'sdk-only': ['sdk-only', 'deployed'],
  'sdk-only, all of it': ['sdk-only', 'esm'],
  'sdk-only, split': ['sdk-only', 'esm-splitting'],
  'sdk-only, cjs': ['sdk-only', 'cjs'],
  ours: ['ours', 'deployed'],
  'ours, all of it': ['ours', 'esm'],
  'ours, split': ['ours', 'esm-splitting'],
  'ours, cjs': ['ours', 'cjs'],
  naive: ['naive', 'esm'],
} as const satisfies Record<string, readonly [BundleName, Packing]>;

export type ColdContender = keyof typeof coldContenders;

/** What a fresh process took, an element a round, in milliseconds. The first batch comes on top of the init. */
export type ColdFigures = {
  readonly [Name in ColdContender]: {
    /** Of all files of the bundle. */
    readonly bytes: number;
    readonly initWall: readonly number[];
    readonly initCpu: readonly number[];
    readonly firstBatchWall: readonly number[];
    readonly firstBatchCpu: readonly number[];
  };
};

const child = new URL('./cold-child.ts', import.meta.url);
const names = Object.keys(coldContenders) as ColdContender[];

/**
 * Measures how long a fresh process takes to import each bundle, and then to handle a first batch of
 * 10. Node itself has started by then, and no compiled code is kept from one process to the next.
 */
export async function measureCold({ rounds }: { readonly rounds: number }): Promise<ColdFigures> {
  const bundles = await Promise.all(
    names.map((name) => bundle(coldContenders[name][0], coldContenders[name][1])),
  );
  const stub = await startStub(0);
  const [event] = toBatches(liveEventMix(10, 'cold'), 10);
  const answers = names.map((): ColdAnswer[] => []);
  try {
    for (let round = 0; round < rounds; round += 1) {
      const order = round % 2 === 0 ? [...names.keys()] : [...names.keys()].toReversed();
      for (const index of order) {
        await resetStub(stub.endpoint);
        const question = { file: bundles[index]?.file, event };
        const answer = await runChild<ColdAnswer>(child, question, { env: lambdaEnvironment(stub.endpoint) });
        answers[index]?.push(answer);
      }
    }
  } finally {
    await stub.stop();
  }
  const figures = names.map((name, index) => [
    name,
    figuresOf(bundles[index]?.bytes ?? NaN, answers[index] ?? []),
  ]);
  return Object.fromEntries(figures) as ColdFigures;
}

function figuresOf(bytes: number, answers: readonly ColdAnswer[]): ColdFigures[ColdContender] {
  const milliseconds = (read: (answer: ColdAnswer) => number) => answers.map((answer) => read(answer) / 1000);
  return {
    bytes,
    initWall: milliseconds(({ init }) => init.wallMicroseconds),
    initCpu: milliseconds(({ init }) => init.cpuMicroseconds),
    firstBatchWall: milliseconds(({ firstBatch }) => firstBatch.wallMicroseconds),
    firstBatchCpu: milliseconds(({ firstBatch }) => firstBatch.cpuMicroseconds),
  };
}
