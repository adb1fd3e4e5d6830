/** What a batch of a size takes, measured: per event, in microseconds. */
export type Measured = {
  readonly batchSize: number;
  readonly cpuPerEvent: number;
  readonly waitPerEvent: number;
};

/** Lambda gives a whole vCPU at this much memory, and less in proportion: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MEGABYTES_OF_A_VCPU = 1769;

/** Seconds that an invocation takes for this many events. */
export type ServiceTime = (events: number) => number;

/**
 * Stretches what was measured on a whole core to a function of so much memory. CPU takes as much longer as
 * its share is smaller; waiting for an answer does not. Between the sizes measured it draws straight lines,
 * and below the smallest, what an invocation costs by itself stays.
 */
export function serviceTimeOf(measured: readonly Measured[], megabytes: number): ServiceTime {
  const share = Math.min(1, megabytes / MEGABYTES_OF_A_VCPU);
  const points = measured
    .map(({ batchSize, cpuPerEvent, waitPerEvent }) => ({
      events: batchSize,
      seconds: (batchSize * (cpuPerEvent / share + waitPerEvent)) / 1e6,
    }))
    .toSorted((a, b) => a.events - b.events);
  return (events) => {
    const reached = points.findIndex((point) => point.events >= events);
    const upper = reached === -1 ? points.length - 1 : Math.max(1, reached);
    const [from, to] = [points[upper - 1], points[upper]];
    if (from === undefined || to === undefined) return NaN;
    const slope = (to.seconds - from.seconds) / (to.events - from.events);
    return Math.max(0, from.seconds + slope * (events - from.events));
  };
}
