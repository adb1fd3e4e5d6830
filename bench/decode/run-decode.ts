import { runChild } from '../measure/run-child.ts';
import { type ContenderName, contenderNames } from './contenders.ts';
import { type LoopName, loops } from './loop.ts';

/** What a child is asked: to run over so many messages of the mix so many times. */
export type DecodeTask = {
  readonly contender: ContenderName | LoopName;
  readonly events: number;
  readonly seed: string;
  readonly repeats: number;
};

export type DecodeOptions = { readonly rounds: number; readonly repeats: number };

/** Microseconds of CPU an event, one number a round, in the order of the rounds. */
export type DecodeFigures = { readonly [Name in DecodeTask['contender']]: readonly number[] };

/** Passes over the mix that are measured: a child takes about a second of the first, and less than half of the second. */
export const repeatsOf = { normal: 40, quick: 3 } as const;

const EVENTS = 1000;

const script = new URL('decode-child.ts', import.meta.url);
const names = [...contenderNames, ...(Object.keys(loops) as LoopName[])];

/** Measures every decoder, and the loop with and without what surrounds it, each in a fresh process every round. */
export async function measureDecode({ rounds, repeats }: DecodeOptions): Promise<DecodeFigures> {
  const figures = Object.fromEntries(names.map((name) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round += 1) {
    // Every other round backwards, so that no contender always comes after the same one.
    for (const contender of round % 2 === 0 ? names : names.toReversed()) {
      const task: DecodeTask = { contender, events: EVENTS, seed: `decode/${round}`, repeats };
      figures[contender]?.push(await runChild<number>(script, task));
    }
  }
  return figures as Record<DecodeTask['contender'], number[]>;
}
