import { openRandom } from '../../faults/random.ts';
import type { ServiceTime } from './service-time.ts';

export type QueueModel = {
  /** Events a second, which come one by one and at random. */
  readonly rate: number;
  readonly serviceTime: ServiceTime;
  readonly maxConcurrency: number;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
};

/** Of what was simulated: seconds from the arrival of an event to the end of its invocation. */
export type Delays = { readonly median: number; readonly p99: number; readonly meanBatch: number };

const SIMULATED_SECONDS = 600;
const MAX_EVENTS = 1_000_000;

/**
 * Simulates the queue and its event source mapping for ten minutes, or a million events.
 *
 * A batch is gathered until it is full or its first event has waited for the window, then takes the first
 * invocation that is free, and meanwhile whatever else has come and fits. Retries, cold starts and
 * Lambda's ramp-up of pollers are not in it.
 */
export function simulateQueue({ rate, serviceTime, ...mapping }: QueueModel): Delays {
  const arrivals = arrivalsOf(rate);
  const freeAt = Array<number>(mapping.maxConcurrency).fill(0);
  const delays: number[] = [];
  let batches = 0;
  for (let first = 0; first < arrivals.length; batches += 1) {
    const opened = arrivals[first] ?? 0;
    const full = arrivals[first + mapping.batchSize - 1] ?? Infinity;
    const closed = Math.min(opened + mapping.batchingWindowSeconds, full);
    const worker = freeAt.indexOf(Math.min(...freeAt));
    const started = Math.max(closed, freeAt[worker] ?? 0);
    let next = first;
    while (next < arrivals.length && next - first < mapping.batchSize && (arrivals[next] ?? 0) <= started)
      next += 1;
    const ended = started + serviceTime(next - first);
    freeAt[worker] = ended;
    for (; first < next; first += 1) delays.push(ended - (arrivals[first] ?? 0));
  }
  delays.sort((a, b) => a - b);
  const quantile = (share: number) => delays[Math.floor(share * (delays.length - 1))] ?? NaN;
  return { median: quantile(0.5), p99: quantile(0.99), meanBatch: arrivals.length / batches };
}

/** Events a second that leave no invocation idle: above this a queue only grows. */
export function capacityOf({
  serviceTime,
  maxConcurrency,
  batchSize,
}: Pick<QueueModel, 'serviceTime' | 'maxConcurrency' | 'batchSize'>): number {
  return (maxConcurrency * batchSize) / serviceTime(batchSize);
}

function arrivalsOf(rate: number): number[] {
  const random = openRandom('queue model', String(rate));
  const arrivals: number[] = [];
  for (let at = 0; at < SIMULATED_SECONDS && arrivals.length < MAX_EVENTS; ) {
    // Intervals between independent events are exponential; a millionth of a second is fine enough.
    at -= Math.log(random.integer(1, 1_000_000) / 1_000_000) / rate;
    arrivals.push(at);
  }
  return arrivals;
}
