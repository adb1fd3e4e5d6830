import { bundle } from '../bundles/bundle.ts';
import type { Spent } from '../measure/cpu.ts';
import { runChild } from '../measure/run-child.ts';
import { lambdaEnvironment } from '../pipeline/lambda-environment.ts';
import { type Counts, putsOf } from '../stub/counts.ts';
import { startStub } from '../stub/start-stub.ts';
import type { WriteQuestion } from './write-child.ts';
import type { WriterName } from './writers.ts';

/** What a row took to write, an element a round, in microseconds; and what the warm-up and the rows of a round were counted as. */
export type WriteFigures = {
  readonly [Name in WriterName]: {
    readonly rows: number;
    readonly cpuPerRow: readonly number[];
    readonly wallPerRow: readonly number[];
    readonly counts: Counts;
  };
};

export const writerNames = [
  'put-default',
  'put-tuned',
  'our-statements',
] as const satisfies readonly WriterName[];

const child = new URL('./write-child.ts', import.meta.url);

/**
 * Measures what the SDK takes to write a row: a request each with the client as it comes, the same with
 * a tuned client, and as the function does it, 25 rows a request.
 *
 * @throws when a round did not write its rows
 */
export async function measureWrite({
  rounds,
  quick = false,
}: {
  readonly rounds: number;
  readonly quick?: boolean;
}): Promise<WriteFigures> {
  const { file } = await bundle('writers');
  const stub = await startStub({ delayMilliseconds: 0 });
  const amount = quick ? { warmUp: 100, rows: 200 } : { warmUp: 1500, rows: 2500 };
  const answers: Record<WriterName, { spent: Spent; counts: Counts }[]> = {
    'put-default': [],
    'put-tuned': [],
    'our-statements': [],
  };
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const writer of round % 2 === 0 ? writerNames : writerNames.toReversed()) {
        await stub.reset();
        const question: WriteQuestion = { file, writer, ...amount };
        const spent = await runChild<Spent>(child, question, { env: lambdaEnvironment(stub.endpoint) });
        const counts = await stub.counts();
        const puts = putsOf(counts);
        if (puts !== amount.warmUp + amount.rows) throw new Error(`${writer}: ${puts} rows were written`);
        answers[writer].push({ spent, counts });
      }
    }
  } finally {
    await stub.stop();
  }
  const figures = writerNames.map((name) => [name, figuresOf(answers[name], amount.rows)]);
  return Object.fromEntries(figures) as WriteFigures;
}

function figuresOf(
  answers: readonly { spent: Spent; counts: Counts }[],
  rows: number,
): WriteFigures[WriterName] {
  const [first] = answers;
  if (first === undefined) throw new Error('measureWrite: expected at least one round');
  return {
    rows,
    cpuPerRow: answers.map(({ spent }) => spent.cpuMicroseconds / rows),
    wallPerRow: answers.map(({ spent }) => spent.wallMicroseconds / rows),
    counts: first.counts,
  };
}
