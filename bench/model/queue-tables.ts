import type { CaseFigures } from '../pipeline/run-pipeline.ts';
import { number } from '../report/print.ts';
import type { Table } from '../report/section.ts';
import { costsOf } from './costs.ts';
import { type Measured, serviceTimeOf } from './service-time.ts';
import { deployed, type Settings } from './settings.ts';
import { capacityOf, type QueueModel, simulateQueue } from './simulate-queue.ts';

const SECONDS_OF_A_MONTH = 30 * 24 * 60 * 60;

/** How long events wait, from a quiet night to nearly all that the function can do. */
export function loadTable(times: readonly Measured[]): Table {
  const queue = queueOf(times, deployed);
  const capacity = capacityOf(queue);
  const rates = [1, 10, 100, 1000, 0.5 * capacity, 0.8 * capacity, 0.95 * capacity];
  return [
    ['with-history, as deployed: events/s', 'events a batch', 'median delay s', 'p99 delay s'],
    ...rates.map((rate) => {
      const { median, p99, meanBatch } = simulateQueue({ ...queue, rate });
      return [number(Math.round(rate)), number(Math.round(meanBatch)), number(median), number(p99)];
    }),
  ];
}

/** What a window costs and gives at ten events a second, when it and not the function decides how long they wait. */
export function quietTable(times: readonly Measured[], figures: CaseFigures): Table {
  const rate = 10;
  return [
    ['with-history at 10 events/s: window s', 'events a batch', 'p99 delay s', 'Lambda $ a month'],
    ...[1, 2, 5, 20].map((batchingWindowSeconds) => {
      const settings = { ...deployed, batchingWindowSeconds };
      const { p99, meanBatch } = simulateQueue({ ...queueOf(times, settings), rate });
      const { lambda } = costsOf(figures, {
        timed: times,
        megabytes: deployed.megabytes,
        batchSize: meanBatch,
        logBytesPerEvent: 0,
      });
      const month = (lambda / 1e6) * rate * SECONDS_OF_A_MONTH;
      return [number(batchingWindowSeconds), number(Math.round(meanBatch)), number(p99), month.toFixed(2)];
    }),
  ];
}

/** What other settings would give at 1,000 events a second, a busy minute of a large university. */
export function settingsTable(times: readonly Measured[]): Table {
  const rate = 1000;
  const settings: Settings[] = [
    deployed,
    ...[256, 1024, 1769].map((megabytes) => ({ ...deployed, megabytes })),
    ...[10, 100].map((batchSize) => ({ ...deployed, batchSize })),
    ...[2, 10].map((maxConcurrency) => ({ ...deployed, maxConcurrency })),
  ];
  return [
    [
      'with-history at 1,000 events/s: MB, batch, concurrency',
      'seconds a full batch',
      'events/s sustained',
      'p99 delay s',
    ],
    ...settings.map((each) => {
      const queue = queueOf(times, each);
      const capacity = capacityOf(queue);
      return [
        [each.megabytes, each.batchSize, each.maxConcurrency].join(', '),
        number(queue.serviceTime(each.batchSize)),
        number(Math.round(capacity)),
        capacity < rate ? 'grows' : number(simulateQueue({ ...queue, rate }).p99),
      ];
    }),
  ];
}

function queueOf(times: readonly Measured[], settings: Settings): Omit<QueueModel, 'rate'> {
  return { ...settings, serviceTime: serviceTimeOf(times, settings.megabytes) };
}
