import { checkSchemas } from './peers/check-schemas.ts';
import { checkCounts } from './pipeline/check-counts.ts';
import { measureReconcile } from './reconcile/run-reconcile.ts';

export type Checks = {
  /** What was found to be so, a sentence each. */
  readonly agreed: readonly string[];
  /** What was not. No figure means anything then. */
  readonly disagreements: readonly string[];
};

/** Checks that the contenders do the same work, before any of it is measured. */
export async function checkAll(onStep: (name: string) => void): Promise<Checks> {
  onStep('check the schemas');
  const schemas = checkSchemas();
  onStep('check the counts');
  const counts = await checkCounts();
  onStep('check a reconcile');
  const { disagreements: reconciled } = await measureReconcile(100);
  return {
    agreed: [
      'The peers accept the events that the function accepts, and reject the same ones.',
      'Each design takes the units that it should, and the counts equal the writes that the function reports.',
      'A reconcile of a small school finds all rows that are equal, behind or not there, and writes those behind.',
    ],
    disagreements: [...schemas, ...counts, ...reconciled],
  };
}
