import { bundle } from '../bundles/bundle.ts';
import { runChild } from '../measure/run-child.ts';
import { startStub } from '../stub/start-stub.ts';
import { caseNames, eventsOf, pipelineCases } from './cases.ts';
import type { CheckAnswer } from './check-child.ts';
import { lambdaEnvironment } from './lambda-environment.ts';

const child = new URL('./check-child.ts', import.meta.url);

/**
 * Compares what our function reports in its log with what the stub has counted, in every case.
 *
 * @returns a sentence for each disagreement; none when the counts can be believed
 */
export async function checkCounts({
  quick = false,
}: {
  readonly quick?: boolean;
} = {}): Promise<readonly string[]> {
  const { file } = await bundle('ours');
  const stub = await startStub({ delayMilliseconds: 0 });
  try {
    const question = { file, endpoint: stub.endpoint, cases: caseNames, quick };
    const answers = await runChild<readonly CheckAnswer[]>(child, question, {
      env: lambdaEnvironment(stub.endpoint),
    });
    return answers.flatMap((answer) => disagreementsOf(answer, eventsOf(answer.name, quick)));
  } finally {
    await stub.stop();
  }
}

function disagreementsOf({ name, reported, counted }: CheckAnswer, events: number): string[] {
  const { redelivered } = pipelineCases[name];
  const expectations: [string, number, number][] = [
    ['records in the log', reported.records, events],
    ['failed and rejected messages in the log', reported.failed, 0],
    ['rows_written of the log', reported.rowsWritten, counted.puts],
    ['refused writes at the stub, where nobody else writes', counted.refused, 0],
    ['items at the stub, each written once', counted.newItems, counted.puts],
    ...(redelivered ? [['puts of a redelivery', counted.puts, 0] satisfies [string, number, number]] : []),
    ...(pipelineCases[name].messages === 'storm' || redelivered
      ? []
      : [['puts of unique keys', counted.puts, events] satisfies [string, number, number]]),
  ];
  return expectations
    .filter(([, actual, expected]) => actual !== expected)
    .map(([what, actual, expected]) => `${name}: expected ${expected} ${what}, got ${actual}`);
}
