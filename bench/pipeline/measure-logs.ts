import { bundle } from '../bundles/bundle.ts';
import { runChild } from '../measure/run-child.ts';
import { startStub } from '../stub/start-stub.ts';
import { type CaseName, eventsOf } from './cases.ts';
import { lambdaEnvironment } from './lambda-environment.ts';
import type { PipelineQuestion } from './pipeline-child.ts';
import { type PipelineContender, pipelineContenders } from './run-pipeline.ts';

const cases = ['unique-1000', 'storm-1000'] as const satisfies readonly CaseName[];

/** Bytes of log an event, without what Lambda writes itself. */
export type LogFigures = {
  readonly [Contender in PipelineContender]: { readonly [Case in (typeof cases)[number]]: number };
};

/** Counts what each contender writes to its log, in a process that is not measured otherwise. */
export async function measureLogs({ quick }: { readonly quick: boolean }): Promise<LogFigures> {
  const stub = await startStub({ delayMilliseconds: 0 });
  try {
    const figures: [PipelineContender, Record<string, number>][] = [];
    for (const name of pipelineContenders) {
      const { file } = await bundle(name);
      const question: PipelineQuestion = { file, endpoint: stub.endpoint, cases, quick };
      const bytes = await runChild<readonly number[]>(new URL('./log-child.ts', import.meta.url), question, {
        env: lambdaEnvironment(stub.endpoint, name),
      });
      const perEvent = cases.map((one, index) => [one, (bytes[index] ?? NaN) / eventsOf(one, quick)]);
      figures.push([name, Object.fromEntries(perEvent) as Record<string, number>]);
    }
    return Object.fromEntries(figures) as LogFigures;
  } finally {
    await stub.stop();
  }
}
