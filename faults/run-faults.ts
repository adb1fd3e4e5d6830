import type { CloudAssembly } from '../scripts/local/stack/cloud-assembly.ts';
import { type Break, breaks, buildBroken } from './breaks.ts';
import { disturbStream } from './disturb-stream.ts';
import { findRareKinds, type Kind, openTally, type Tally } from './kinds.ts';
import { type DisturbedRun, runDisturbed } from './run-disturbed.ts';
import { type Holdings, runUndisturbed } from './run-undisturbed.ts';
import { type CanvasMessage, rootAccountUuid, simulateCanvas } from './simulate-canvas.ts';
import { judge } from './verdict.ts';

/** Settings of the stack that a run needs: an allow-list, so that a foreign event can be rejected. */
export const context: readonly string[] = [`rootAccounts=${rootAccountUuid}`];

export type Workload = {
  readonly seed: string;
  readonly events: number;
  /** How many copies a message that comes again may have at most. */
  readonly copies: number;
};

export type FaultsOptions = Workload & {
  readonly consumers: number;
  /** A defect to run with. The expectation always comes from the code as it is. */
  readonly broken?: Break | undefined;
  /** What the same workload came to in an earlier undisturbed run. */
  readonly expected?: Holdings;
  readonly onStep?: (name: string) => void;
  readonly onProgress?: (text: string) => void;
  readonly signal?: AbortSignal;
};

export type FaultsReport = {
  readonly tally: Tally;
  readonly sent: readonly CanvasMessage[];
  readonly expected: Holdings;
  readonly found: DisturbedRun;
  /** What is wrong with messages and rows, a sentence each. Empty: nothing lost, nothing wrong. */
  readonly wrong: readonly string[];
  /** Kinds that came too rarely for the run to prove anything. A broken function has nothing to prove. */
  readonly rare: readonly Kind[];
};

/**
 * Runs one workload twice, first undisturbed and in order, then under faults, and compares.
 *
 * The workload and what is injected when depend on the seed alone. How the processes then interleave does
 * not: what must hold, holds for any interleaving.
 */
export async function runFaults(assembly: CloudAssembly, options: FaultsOptions): Promise<FaultsReport> {
  const { seed, events, copies, consumers, broken, onStep = () => {}, onProgress, signal } = options;
  const tally = openTally();
  const { distinct, sent } = disturbStream(seed, simulateCanvas(seed, events), copies, tally);
  const code = broken === undefined ? undefined : await buildBroken(breaks[broken]);
  try {
    onStep('run undisturbed');
    const expected = options.expected ?? (await runUndisturbed(assembly, distinct, signal));
    onStep('run under faults');
    const found = await runDisturbed(assembly, sent, {
      seed,
      events,
      consumers,
      tally,
      ...(code && { codeDirectory: code.directory }),
      ...(onProgress && { onProgress }),
      ...(signal && { signal }),
    });
    const wrong = judge({ sent, expected, found });
    const rare = broken === undefined ? findRareKinds(tally, events) : [];
    return { tally, sent, expected, found, wrong, rare };
  } finally {
    await code?.remove();
  }
}
