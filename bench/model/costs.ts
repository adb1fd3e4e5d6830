import { spreadOf } from '../measure/ratio.ts';
import type { CaseFigures } from '../pipeline/run-pipeline.ts';
import { prices } from './prices.ts';
import { type Measured, serviceTimeOf } from './service-time.ts';

/** US dollars of a million events. */
export type Costs = {
  readonly writes: number;
  readonly reads: number;
  readonly lambda: number;
  /** What the function writes, without what Lambda adds. */
  readonly logs: number;
  /** All of these: what depends on who writes. */
  readonly sum: number;
  /** Of the tables that all contenders write to, while rows are new. */
  readonly indexes: number;
  /** Of the queue that all contenders are fed by. Canvas sends each event by itself. */
  readonly queue: number;
  /** What the person who deploys it pays. */
  readonly total: number;
};

/** How the function is invoked. */
type Invoked = {
  readonly timed: readonly Measured[];
  readonly batchSize: number;
  readonly megabytes: number;
};

const MILLION = 1e6;
const GIGABYTE = 1e9;
/** Messages that the event source mapping receives by one request, and deletes by one. */
const MESSAGES_A_REQUEST = 10;

/** Computes what a million events cost, from the counts of a case and the time of its batches. */
export function costsOf({ counts, events }: CaseFigures, logBytesPerEvent: number, invoked: Invoked): Costs {
  const { writeUnits, readUnits, indexWriteUnits } = counts;
  const writes = (writeUnits / events) * MILLION * prices.writeUnit;
  const reads = (readUnits / events) * MILLION * prices.readUnit;
  const lambda = lambdaCostOf(invoked);
  const logs = ((logBytesPerEvent * MILLION) / GIGABYTE) * prices.logGigabyte;
  const indexes = (indexWriteUnits / events) * MILLION * prices.writeUnit;
  const { batchSize } = invoked;
  const requests = MILLION + 2 * (MILLION / batchSize) * Math.ceil(batchSize / MESSAGES_A_REQUEST);
  const queue = requests * prices.queueRequest;
  const sum = writes + reads + lambda + logs;
  return { writes, reads, lambda, logs, sum, indexes, queue, total: sum + indexes + queue };
}

/** Computes what Lambda costs for a million events. */
export function lambdaCostOf({ timed, batchSize, megabytes }: Invoked): number {
  const invocations = MILLION / batchSize;
  const seconds = invocations * serviceTimeOf(timed, megabytes)(batchSize);
  return seconds * (megabytes / 1024) * prices.gigabyteSecond + invocations * prices.invocation;
}

/** What the sizes of batch took that were measured with tables that need a while to answer. */
export function timesOf(cases: { readonly [name: string]: CaseFigures }): Measured[] {
  return Object.entries(cases).map(([name, { cpuPerEvent, wallPerEvent }]) => {
    const cpu = spreadOf(cpuPerEvent).median;
    return {
      batchSize: Number(name.split('-')[1]),
      cpuPerEvent: cpu,
      waitPerEvent: Math.max(0, spreadOf(wallPerEvent).median - cpu),
    };
  });
}
