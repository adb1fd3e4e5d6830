import { describe, expect, test } from '@jest/globals';
import { type Fault, faultsOf, type Reading, simulateHistory } from '../../../support/simulate-snapshots.ts';

/** Faults of this many submissions, each a history of its own. */
function faultsAmong(
  submissions: number,
  seed: number,
  distort?: (reading: Reading) => Reading,
): ReadonlySet<Fault> {
  const faults = new Set<Fault>();
  for (let submission = 0; submission < submissions; submission += 1) {
    for (const fault of faultsOf(simulateHistory(`${seed} ${submission}`), distort)) faults.add(fault);
  }
  return faults;
}

test('rows never go back, and equal Canvas when a snapshot was read last: 1,000 submissions, 100 seeds', () => {
  const seeds = Array.from({ length: 100 }, (_, seed) => seed);
  const found = seeds.map((seed) => ({ seed, faults: [...faultsAmong(1_000, seed)] }));
  expect(found.filter(({ faults }) => faults.length > 0)).toEqual([]);
});

describe('the simulation notices', () => {
  const withOrder = (reading: Reading, asOf: string): Reading => ({
    ...reading,
    snapshot: { ...reading.snapshot, asOf },
  });
  const roundedUp = (instant: string) => new Date(Math.ceil(Date.parse(instant) / 1000) * 1000).toISOString();

  test.each<[string, Fault, (reading: Reading) => Reading]>([
    [
      'the time of loading as the order',
      'older than its newest event',
      (reading) => withOrder(reading, reading.loadedAt),
    ],
    [
      'seconds rounded up',
      'older than its newest event',
      (reading) => withOrder(reading, roundedUp(reading.snapshot.asOf)),
    ],
    [
      'a bound that is later than the reading',
      'older than its newest event',
      (reading) => ({
        ...reading,
        notAfter: reading.loadedAt,
      }),
    ],
    ['no bound at all', 'not what Canvas has', (reading) => ({ ...reading, notAfter: '' })],
    [
      'a value that is left out',
      'a state that never was',
      ({ snapshot, ...reading }) => ({
        ...reading,
        snapshot: { ...snapshot, values: { ...snapshot.values, points_possible: null } },
      }),
    ],
    [
      'points of another time',
      'a state that never was',
      ({ snapshot, ...reading }) => ({
        ...reading,
        snapshot: { ...snapshot, values: { ...snapshot.values, points_possible: 11 } },
      }),
    ],
    [
      'details that are not compared',
      'not what Canvas has',
      ({ snapshot, ...reading }) => ({
        ...reading,
        snapshot: {
          ...snapshot,
          details: { assignment_name: snapshot.details['assignment_name'] ?? null },
        },
      }),
    ],
  ])('%s', (_, fault, distort) => {
    expect(faultsAmong(500, 0, distort)).toContain(fault);
  });
});
