import { type Expectation, unmet } from '../report/unmet.ts';
import type { Counts } from '../stub/counts.ts';
import { caseNames, pipelineCases } from './cases.ts';
import { type PipelineContender, runCases } from './run-pipeline.ts';

/** Write and read units of an event whose row is new, and of one that was handled before. */
const units: {
  readonly [Contender in PipelineContender]: {
    readonly [What in 'first' | 'again']: readonly [number, number];
  };
} = {
  ours: { first: [1, 0.5], again: [0, 0.5] },
  'with-history': { first: [2, 0.5], again: [0, 0.5] },
  mid: { first: [1, 0], again: [1, 0] },
  'get-then-put': { first: [1, 0.5], again: [0, 0.5] },
  naive: { first: [3, 0.5], again: [1, 0] },
};

/**
 * Has every contender handle every case, and compares what the stub has counted with what such a design takes, and
 * of ours with what it reports in its log.
 *
 * @returns a sentence for each disagreement; none when the counts can be believed
 */
export async function checkCounts(): Promise<readonly string[]> {
  const options = { rounds: 1, quick: true, keepsLog: true };
  const disagreements = await runCases(
    caseNames,
    options,
    ([{ counts, log }], { contender, name, events }) => {
      const { messages, redelivered } = pipelineCases[name];
      const [writeUnits, readUnits] = units[contender][redelivered ? 'again' : 'first'];
      const ofUnits: Expectation[] = [
        ['write units', counts.writeUnits, writeUnits * events],
        ['read units', counts.readUnits, readUnits * events],
      ];
      return unmet(`${contender} ${name}`, [
        // The peers race for the rows of a storm.
        ...(messages === 'mix' ? ofUnits : []),
        ...(contender === 'ours' ? expectationsOf(log, counts, events) : []),
      ]);
    },
  );
  return Object.values(disagreements).flatMap((cases) => Object.values(cases).flat());
}

type BatchProcessed = {
  records: number;
  rows_written: number;
  outcomes: { failed: number; rejected: number };
};

function expectationsOf(log: string, counts: Counts, events: number): Expectation[] {
  const lines = log.split('\n').filter((line) => line.includes('"batch processed"'));
  const batches = lines.map((line) => JSON.parse(line) as BatchProcessed);
  const sum = (read: (batch: BatchProcessed) => number) =>
    batches.reduce((total, batch) => total + read(batch), 0);
  return [
    ['records in the log', sum(({ records }) => records), events],
    [
      'failed and rejected messages in the log',
      sum(({ outcomes }) => outcomes.failed + outcomes.rejected),
      0,
    ],
    ['rows_written of the log', sum(({ rows_written: rows }) => rows), counts.written],
    ['refused writes at the stub, where nobody else writes', counts.refused, 0],
  ];
}
