import { isDeepStrictEqual } from 'node:util';
import { type Bundle, bundle } from '../bundles/bundle.ts';
import { runChild } from '../measure/run-child.ts';
import type { Counts } from '../stub/counts.ts';
import { startStub } from '../stub/start-stub.ts';
import { type CaseName, caseNames, eventsOf } from './cases.ts';
import { lambdaEnvironment } from './lambda-environment.ts';
import type { CaseAnswer, PipelineQuestion } from './pipeline-child.ts';

/** `ours` keeps rows alone, as the peers do; `with-history` is ours as it is deployed by default. */
export const pipelineContenders = ['ours', 'with-history', 'mid', 'get-then-put', 'naive'] as const;

export type PipelineContender = (typeof pipelineContenders)[number];

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

export type PipelineFigures<Name extends CaseName = CaseName> = {
  readonly [Contender in PipelineContender]: { readonly [Case in Name]: CaseFigures };
};

export type PipelineOptions = {
  readonly rounds: number;
  /** A tenth of the events: to see that it runs, not for its figures. */
  readonly quick?: boolean;
};

const child = new URL('./pipeline-child.ts', import.meta.url);

/**
 * Measures every contender on every case, against tables that answer at once.
 *
 * @throws when the counts of two rounds of ours differ, or a contender answers that a message failed
 */
export async function measurePipeline(options: PipelineOptions): Promise<PipelineFigures> {
  return measureAgainst({ delayMilliseconds: 0 }, caseNames, options);
}

const throughputCases = ['unique-10', 'unique-100', 'unique-1000'] as const satisfies readonly CaseName[];

export type ThroughputFigures = PipelineFigures<(typeof throughputCases)[number]>;

/** Measures as `measurePipeline` does, rows of their own only, against tables that take 5 ms to answer. */
export async function measureThroughput(options: PipelineOptions): Promise<ThroughputFigures> {
  return measureAgainst({ delayMilliseconds: 5 }, throughputCases, options);
}

async function measureAgainst<Name extends CaseName>(
  tables: { readonly delayMilliseconds: number },
  cases: readonly Name[],
  { rounds, quick = false }: PipelineOptions,
): Promise<PipelineFigures<Name>> {
  const bundles = await bundleAll();
  const stub = await startStub(tables);
  const answers = Object.fromEntries(pipelineContenders.map((name) => [name, []])) as unknown as Answers;
  try {
    for (let round = 0; round < rounds; round += 1) {
      // Every other round backwards, so that no contender always comes after the same one.
      const order = round % 2 === 0 ? pipelineContenders : pipelineContenders.toReversed();
      for (const name of order) {
        const { file } = bundles[name];
        answers[name].push(await askChild(name, { file, endpoint: stub.endpoint, cases, quick }));
      }
    }
  } finally {
    await stub.stop();
  }
  const figures = pipelineContenders.map((name) => [
    name,
    Object.fromEntries(cases.map((one) => [one, figuresOf({ name, one, quick }, answers[name])])),
  ]);
  return Object.fromEntries(figures) as PipelineFigures<Name>;
}

/** Of each contender, what its child answered in each round. */
type Answers = Record<PipelineContender, (readonly CaseAnswer[])[]>;

async function bundleAll(): Promise<Record<PipelineContender, Bundle>> {
  const bundles = await Promise.all(
    pipelineContenders.map(async (name) => [name, await bundle(name)] as const),
  );
  return Object.fromEntries(bundles) as Record<PipelineContender, Bundle>;
}

async function askChild(name: PipelineContender, question: PipelineQuestion): Promise<readonly CaseAnswer[]> {
  const env = lambdaEnvironment(question.endpoint, name);
  return runChild<readonly CaseAnswer[]>(child, question, { env });
}

type About = { readonly name: PipelineContender; readonly one: CaseName; readonly quick: boolean };

function figuresOf({ name, one, quick }: About, rounds: Answers[PipelineContender]): CaseFigures {
  const ofCase = rounds.flatMap((answers) => answers.filter((answer) => answer.name === one));
  const [first, ...others] = ofCase;
  if (first === undefined) throw new Error(`${name} ${one}: no round was run`);
  const differing = others.find(({ counts }) => !isDeepStrictEqual(counts, first.counts));
  if (name === 'ours' && differing !== undefined) {
    const both = [first, differing].map(({ counts }) => JSON.stringify(counts)).join(' and ');
    throw new Error(`${name} ${one}: two rounds counted ${both}`);
  }
  const events = eventsOf(one, quick);
  return {
    events,
    cpuPerEvent: ofCase.map(({ spent }) => spent.cpuMicroseconds / events),
    wallPerEvent: ofCase.map(({ spent }) => spent.wallMicroseconds / events),
    counts: first.counts,
    countsVary: differing !== undefined,
  };
}
