import { coldSection } from './cold/cold-section.ts';
import { measureCold } from './cold/run-cold.ts';
import { modelSection } from './model/model-section.ts';
import type { Options } from './options.ts';
import { measureMemory } from './pipeline/measure-memory.ts';
import { pipelineSection } from './pipeline/pipeline-section.ts';
import {
  measureLogs,
  measurePipeline,
  measureThroughput,
  type PipelineFigures,
} from './pipeline/run-pipeline.ts';
import { reconcileSection } from './reconcile/reconcile-section.ts';
import { measureReconcile } from './reconcile/run-reconcile.ts';
import type { Section } from './report/section.ts';

export type Report = {
  readonly sections: readonly Section[];
  /** Every figure of every round, by part. */
  readonly figures: { readonly [part: string]: unknown };
};

/** Measures the parts that were asked for, one after the other: nothing else runs meanwhile. */
export async function runParts({ parts, quick }: Options, onStep: (name: string) => void): Promise<Report> {
  const rounds = (full: number) => (quick ? 2 : full);
  const sections: Section[] = [];
  const figures: Record<string, unknown> = {};
  let pipeline: PipelineFigures | undefined;

  for (const part of parts) {
    onStep(part);
    if (part === 'pipeline') {
      pipeline = await measurePipeline({ rounds: rounds(7), quick });
      const memory = await measureMemory({ rounds: rounds(5) });
      figures[part] = { ...pipeline, memory };
      sections.push(pipelineSection(pipeline, memory));
    }
    if (part === 'cold') {
      const measured = await measureCold({ rounds: rounds(25) });
      figures[part] = measured;
      sections.push(coldSection(measured));
    }
    if (part === 'reconcile') {
      const measured = await measureReconcile(quick ? 500 : 50_000);
      figures[part] = measured;
      sections.push(reconcileSection(measured));
    }
    if (part === 'model') {
      pipeline ??= await measurePipeline({ rounds: 2, quick });
      const throughput = await measureThroughput({ rounds: rounds(3), quick });
      const logs = await measureLogs(quick);
      figures[part] = { ...throughput, logs };
      sections.push(modelSection({ pipeline, throughput, logs }));
    }
  }
  return { sections, figures };
}
