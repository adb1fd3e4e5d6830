import { expect, type Lab, stack } from '../lab.ts';

/** Fills the tables from a snapshot of Canvas and makes rows of their history, as the one who may do both. */
export async function complete(lab: Lab): Promise<string> {
  const snapshot = `--cd2 fixtures/canvas-data --shard 10070 --stack ${stack}`;
  const before = await lab.attempt('reconciler', `npm run --silent reconcile -- ${snapshot}`);
  expect(before.status === 1, `reconcile ended with ${before.status} where rows differ.`);
  await lab.run('reconciler', `npm run --silent backfill -- ${snapshot}`);
  const after = await lab.run('reconciler', `npm run --silent reconcile -- ${snapshot} --format json`);
  const { compared, equal } = JSON.parse(after) as { compared: number; equal: number };
  const rebuilt = await lab.run('reconciler', `npm run --silent rebuild -- rows --stack ${stack}`);
  expect(/Rows written: 0\./.test(rebuilt), `The history makes other rows: ${rebuilt}`);
  return `${equal} of ${compared} rows say what Canvas says, and the history makes the same rows`;
}
