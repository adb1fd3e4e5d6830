import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pMap from 'p-map';
import { type Break, breakNames } from '../../faults/breaks.ts';
import { kindNames, leastCount } from '../../faults/kinds.ts';
import { context, type FaultsReport, runFaults } from '../../faults/run-faults.ts';
import { type CloudAssembly, readCloudAssembly } from '../../scripts/local/stack/cloud-assembly.ts';
import { synthesize } from '../../scripts/local/stack/synthesize.ts';

/*
 * The bounded form of `npm run faults`: the system as deployed, and then with one defect at a time, over the
 * same messages under the same faults.
 */
const workload = { seed: '1', events: 100, copies: 2, consumers: 4 };

/** A machine with other work to do takes ten times as long: this is for a run that hangs. */
const hangMilliseconds = 900_000;

let assembly: CloudAssembly;
let removeAssembly: () => Promise<void>;
let intact: FaultsReport;

beforeAll(async () => {
  const synthesis = await synthesize(context);
  removeAssembly = synthesis.remove;
  assembly = readCloudAssembly(synthesis.directory);
  intact = await runFaults(assembly, workload);
}, hangMilliseconds);
afterAll(() => removeAssembly());

describe('under faults', () => {
  test('nothing is lost and nothing is wrong', () => {
    expect(intact.wrong).toEqual([]);
  });

  test.each(kindNames)('%s was injected', (kind) => {
    expect(intact.tally.count(kind)).toBeGreaterThanOrEqual(leastCount(workload.events));
  });

  test('several consumers worked at once, and messages came more than once', () => {
    expect(intact.found.mostAtOnce).toBeGreaterThan(1);
    expect(intact.found.deliveries).toBeGreaterThan(intact.sent.length);
  });
});

describe('broken on purpose', () => {
  let findings: ReadonlyMap<Break, readonly string[]>;

  beforeAll(async () => {
    const run = async (broken: Break) => {
      const { wrong } = await runFaults(assembly, { ...workload, broken, expected: intact.expected });
      return [broken, wrong] as const;
    };
    // Most of a run is waiting, so two at once take hardly longer than one.
    findings = new Map(await pMap(breakNames, run, { concurrency: 2 }));
  }, hangMilliseconds);

  test.each(breakNames)('%s is noticed', (broken) => {
    expect(findings.get(broken)).not.toEqual([]);
  });
});
