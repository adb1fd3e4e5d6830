import type { SQSEvent } from 'aws-lambda';
import { toBatches } from '../workload/batches.ts';
import { liveEventMix, storm } from '../workload/live-event-mix.ts';

/** The events of a case, and how many of them an invocation gets at most. */
export type PipelineCase = {
  readonly messages: 'mix' | 'storm';
  readonly batchSize: number;
  readonly events: number;
  /** Whether the same messages have been handled before, unmeasured. */
  readonly redelivered: boolean;
};

/**
 * What is measured. `unique`: each event is of a row of its own. `storm`: four events a submission, two
 * rows. `redelivery`: all of `unique` a second time. The number is the batch size.
 */
export const pipelineCases = {
  'unique-10': { messages: 'mix', batchSize: 10, events: 300, redelivered: false },
  'unique-100': { messages: 'mix', batchSize: 100, events: 500, redelivered: false },
  'unique-1000': { messages: 'mix', batchSize: 1000, events: 1000, redelivered: false },
  'storm-1000': { messages: 'storm', batchSize: 1000, events: 1000, redelivered: false },
  'redelivery-1000': { messages: 'mix', batchSize: 1000, events: 1000, redelivered: true },
} as const satisfies Record<string, PipelineCase>;

export type CaseName = keyof typeof pipelineCases;

export const caseNames = Object.keys(pipelineCases) as CaseName[];

/** How many events a case has; quick runs, whose figures are good for nothing but seeing that it runs, have a tenth. */
export function eventsOf(name: CaseName, quick: boolean): number {
  return quick ? pipelineCases[name].events / 10 : pipelineCases[name].events;
}

/** Makes the batches of a case, the same for every contender and round. */
export function batchesOf(name: CaseName, quick: boolean): SQSEvent[] {
  const make = pipelineCases[name].messages === 'mix' ? liveEventMix : storm;
  return toBatches(make(eventsOf(name, quick), name), pipelineCases[name].batchSize);
}

/** Batches of both sizes for the compiler to get warm with; the tables are emptied after them. */
export function warmUpBatches(quick: boolean): SQSEvent[] {
  const count = quick ? 20 : 200;
  const messages = [liveEventMix(count, 'warm-up'), storm(count, 'warm-up')];
  return messages.flatMap((some) => [...toBatches(some.slice(0, count / 2), 10), ...toBatches(some, 100)]);
}
