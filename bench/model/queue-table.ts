import { number } from '../report/print.ts';
import type { Table } from '../report/section.ts';
import { lambdaCostOf } from './costs.ts';
import { type Measured, serviceTimeOf } from './service-time.ts';
import { deployed, type Settings } from './settings.ts';
import { capacityOf, simulateQueue } from './simulate-queue.ts';

const SECONDS_OF_A_MONTH = 30 * 24 * 60 * 60;

type Case = { readonly rate: number; readonly settings: Settings };

/** Says how long events wait, and what Lambda costs meanwhile. */
export function queueTable(times: readonly Measured[]): Table {
  const capacity = capacityOf({ ...deployed, serviceTime: serviceTimeOf(times, deployed.megabytes) });
  const cases: Case[] = [
    // From a quiet night to nearly all that the function can do.
    ...[1, 10, 100, 1000, 0.5 * capacity, 0.8 * capacity, 0.95 * capacity].map((rate) => withRate(rate, {})),
    // When the window, and not the function, decides how long they wait.
    ...[2, 5, 20].map((batchingWindowSeconds) => withRate(10, { batchingWindowSeconds })),
    // A busy minute of a large university.
    ...[256, 1024, 1769].map((megabytes) => withRate(1000, { megabytes })),
    ...[10, 100].map((batchSize) => withRate(1000, { batchSize })),
    ...[2, 10].map((maxConcurrency) => withRate(1000, { maxConcurrency })),
  ];
  return [
    [
      'with-history: MB, batch, window s, concurrency',
      'events/s',
      'events a batch',
      'median delay s',
      'p99 delay s',
      'Lambda $ a month',
      'seconds a full batch',
      'events/s sustained',
    ],
    ...cases.map((each) => rowOf(each, times)),
  ];
}

function withRate(rate: number, settings: Partial<Settings>): Case {
  return { rate, settings: { ...deployed, ...settings } };
}

function rowOf({ rate, settings }: Case, times: readonly Measured[]): string[] {
  const { megabytes, batchSize, batchingWindowSeconds, maxConcurrency } = settings;
  const queue = { ...settings, serviceTime: serviceTimeOf(times, megabytes) };
  const capacity = capacityOf(queue);
  const { meanBatch, median, p99 } = simulateQueue({ ...queue, rate });
  const dollars = (lambdaCostOf({ timed: times, megabytes, batchSize: meanBatch }) / 1e6) * rate;
  return [
    [megabytes, batchSize, batchingWindowSeconds, maxConcurrency].join(', '),
    number(Math.round(rate)),
    number(Math.round(meanBatch)),
    ...(capacity < rate
      ? ['grows', 'grows', '']
      : [number(median), number(p99), (dollars * SECONDS_OF_A_MONTH).toFixed(2)]),
    number(queue.serviceTime(batchSize)),
    number(Math.round(capacity)),
  ];
}
