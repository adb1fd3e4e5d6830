import { type Bundle, bundle } from '../bundles/bundle.ts';
import { runChild } from '../measure/run-child.ts';
import { lambdaEnvironment } from '../pipeline/lambda-environment.ts';
import { resetStub, startStub } from '../stub/start-stub.ts';
import { toBatches } from '../workload/batches.ts';
import { liveEventMix } from '../workload/live-event-mix.ts';
import type { ColdAnswer } from './cold-child.ts';

/** Powertools' documentation packs all of the SDK, and so does `naive` here. */
export const coldContenders = {
  'sdk-only': () => bundle('sdk-only'),
  ours: () => bundle('ours'),
  'ours, all of it': () => bundle('ours', 'whole'),
  naive: () => bundle('naive', 'whole'),
};

export type ColdContender = keyof typeof coldContenders;

export type ColdFigures = {
  readonly [Name in ColdContender]: Bundle & {
    /** What a fresh process took, each round. */
    readonly rounds: ColdAnswer[];
  };
};

const child = new URL('./cold-child.ts', import.meta.url);

/**
 * Measures how long a fresh process takes to import each bundle, and then to handle a first batch of
 * 10. Node itself has started by then, and no compiled code is kept from one process to the next.
 */
export async function measureCold({ rounds }: { readonly rounds: number }): Promise<ColdFigures> {
  const names = Object.keys(coldContenders) as ColdContender[];
  const bundles = names.map(async (name) => [name, { ...(await coldContenders[name]()), rounds: [] }]);
  const figures = Object.fromEntries(await Promise.all(bundles)) as ColdFigures;
  const { endpoint, stop } = await startStub(0);
  const [event] = toBatches(liveEventMix(10, 'cold'), 10);
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const name of round % 2 === 0 ? names : names.toReversed()) {
        await resetStub(endpoint);
        const question = { file: figures[name].file, event };
        figures[name].rounds.push(await runChild(child, question, { env: lambdaEnvironment(endpoint) }));
      }
    }
  } finally {
    await stop();
  }
  return figures;
}
