import { describe, expect, test } from '@jest/globals';
import { type Measured, serviceTimeOf } from '../../../bench/model/service-time.ts';
import { capacityOf, simulateQueue } from '../../../bench/model/simulate-queue.ts';

const measured: Measured[] = [
  { batchSize: 10, cpuPerEvent: 100, waitPerEvent: 1000 },
  { batchSize: 1000, cpuPerEvent: 100, waitPerEvent: 20 },
];

describe('the time of an invocation', () => {
  test('is what was measured, where there is a whole vCPU', () => {
    expect(serviceTimeOf(measured, 1769)(1000)).toBeCloseTo(0.12);
    expect(serviceTimeOf(measured, 10_000)(10)).toBeCloseTo(0.011);
  });

  test('has its CPU and not its waiting stretched by a smaller share', () => {
    expect(serviceTimeOf(measured, 1769 / 2)(1000)).toBeCloseTo(0.22);
  });

  test('lies on straight lines between the sizes measured, and beyond them', () => {
    const time = serviceTimeOf(measured, 1769);
    expect(time(505)).toBeCloseTo((0.011 + 0.12) / 2);
    expect(time(1)).toBeLessThan(time(10));
    expect(time(2000)).toBeCloseTo(0.12 + (0.109 * 1000) / 990);
  });
});

describe('a queue', () => {
  const queue = {
    serviceTime: (events: number) => 0.001 * events,
    maxConcurrency: 2,
    batchSize: 100,
    batchingWindowSeconds: 1,
  };

  test('can do what all invocations can do at once', () => {
    expect(capacityOf(queue)).toBe(2000);
  });

  test('lets an event wait for the window and its invocation when little comes', () => {
    const { p99, meanBatch } = simulateQueue({ ...queue, rate: 1 });
    expect(p99).toBeGreaterThan(0.9);
    expect(p99).toBeLessThan(1.1);
    expect(meanBatch).toBeLessThan(4);
  });

  test('fills batches when much comes, and then waits less', () => {
    const { p99, meanBatch } = simulateQueue({ ...queue, rate: 500 });
    expect(meanBatch).toBeGreaterThan(95);
    expect(p99).toBeLessThan(0.5);
  });

  test('grows without end when more comes than it can do', () => {
    expect(simulateQueue({ ...queue, rate: 4000 }).p99).toBeGreaterThan(60);
  });
});
