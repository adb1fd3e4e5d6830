import { isDeepStrictEqual } from 'node:util';
import { bundle } from '../bundles/bundle.ts';
import { runChild } from '../measure/run-child.ts';
import type { Counts } from '../stub/counts.ts';
import { startStub } from '../stub/start-stub.ts';
import { type CaseName, caseNames, eventsOf } from './cases.ts';
import { lambdaEnvironment } from './lambda-environment.ts';
import type { CaseAnswer, PipelineQuestion } from './pipeline-child.ts';

/** `ours` keeps rows alone, as the peers do; `with-history` is ours as it is deployed by default. */
export const pipelineContenders = ['ours', 'with-history', 'mid', 'get-then-put', 'naive'] as const;

export type PipelineContender = (typeof pipelineContenders)[number];

type Figures<Name extends CaseName, Figure> = {
  readonly [Contender in PipelineContender]: { readonly [Case in Name]: Figure };
};

export type CaseFigures = {
  readonly events: number;
  /** Microseconds, an element a round. */
  readonly cpuPerEvent: readonly number[];
  /** Microseconds, an element a round. */
  readonly wallPerEvent: readonly number[];
  /** What the first round asked of DynamoDB. */
  readonly counts: Counts;
  /** Whether another round asked something else, as it may where requests of a batch race for a row, or for a place in a request; never for ours. */
  readonly countsVary: boolean;
};

export type PipelineFigures<Name extends CaseName = CaseName> = Figures<Name, CaseFigures>;

export type PipelineOptions = {
  readonly rounds: number;
  /** A tenth of the events: to see that it runs, not for its figures. */
  readonly quick: boolean;
};

const child = new URL('./pipeline-child.ts', import.meta.url);

/**
 * Measures every contender on every case, against tables that answer at once.
 *
 * @throws when the counts of two rounds of ours differ, or a contender answers that a message failed
 */
export function measurePipeline(options: PipelineOptions): Promise<PipelineFigures> {
  return runCases(caseNames, options, toFigures);
}

const throughputCases = ['unique-10', 'unique-100', 'unique-1000'] as const satisfies readonly CaseName[];

export type ThroughputFigures = PipelineFigures<(typeof throughputCases)[number]>;

/** Measures as `measurePipeline` does, rows of their own only, against tables that take 5 ms to answer. */
export function measureThroughput(options: PipelineOptions): Promise<ThroughputFigures> {
  return runCases(throughputCases, { ...options, delayMilliseconds: 5 }, toFigures);
}

const loggedCases = ['unique-1000', 'storm-1000'] as const satisfies readonly CaseName[];

/** Bytes of log an event, without what Lambda writes itself. */
export type LogFigures = Figures<(typeof loggedCases)[number], number>;

/** Counts what each contender writes to its log, in a process that is not measured otherwise. */
export function measureLogs(quick: boolean): Promise<LogFigures> {
  return runCases(
    loggedCases,
    { rounds: 1, quick, keepsLog: true },
    ([{ log }], { events }) => Buffer.byteLength(log) / events,
  );
}

/** What children answered, an element a round. */
type Rounds = readonly [CaseAnswer, ...CaseAnswer[]];

type About = { readonly contender: PipelineContender; readonly name: CaseName; readonly events: number };

/** Runs every contender on these cases, each round of one in a process of its own. */
export async function runCases<Name extends CaseName, Figure>(
  cases: readonly Name[],
  options: PipelineOptions & { readonly delayMilliseconds?: number; readonly keepsLog?: boolean },
  toFigure: (rounds: Rounds, about: About) => Figure,
): Promise<Figures<Name, Figure>> {
  const { rounds, quick, delayMilliseconds = 0, keepsLog = false } = options;
  const { endpoint, stop } = await startStub(delayMilliseconds);
  const answers = new Map<PipelineContender, CaseAnswer[]>(pipelineContenders.map((name) => [name, []]));
  try {
    for (let round = 0; round < rounds; round += 1) {
      // Every other round backwards, so that no contender always comes after the same one.
      const order = round % 2 === 0 ? pipelineContenders : pipelineContenders.toReversed();
      for (const contender of order) {
        const { file } = await bundle(contender);
        const question: PipelineQuestion = { file, endpoint, cases, quick, keepsLog };
        const env = lambdaEnvironment(endpoint, contender);
        answers.get(contender)?.push(...(await runChild<readonly CaseAnswer[]>(child, question, { env })));
      }
    }
  } finally {
    await stop();
  }
  const figures = [...answers].map(([contender, all]) => [
    contender,
    Object.fromEntries(
      cases.map((name) => {
        const ofCase = all.filter((answer) => answer.name === name) as unknown as Rounds;
        return [name, toFigure(ofCase, { contender, name, events: eventsOf(name, quick) })];
      }),
    ),
  ]);
  return Object.fromEntries(figures) as Figures<Name, Figure>;
}

function toFigures(rounds: Rounds, { contender, name, events }: About): CaseFigures {
  const [{ counts }] = rounds;
  const differing = rounds.find((round) => !isDeepStrictEqual(round.counts, counts));
  if (contender === 'ours' && differing !== undefined) {
    const both = [counts, differing.counts].map((each) => JSON.stringify(each)).join(' and ');
    throw new Error(`${contender} ${name}: two rounds counted ${both}`);
  }
  return {
    events,
    cpuPerEvent: rounds.map(({ spent }) => spent.cpuMicroseconds / events),
    wallPerEvent: rounds.map(({ spent }) => spent.wallMicroseconds / events),
    counts,
    countsVary: differing !== undefined,
  };
}
