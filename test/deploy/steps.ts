import { styleText } from 'node:util';
import { type Lab, rootAccounts } from './lab.ts';
import { lintTemplates } from './lint-templates.ts';
import type { LocalRun } from './local-run.ts';
import { endAll, run } from './run.ts';
import { complete } from './steps/complete.ts';
import { forget, workOnDeadLetters } from './steps/dead-letters.ts';
import { bootstrap, deploy, diff, drift, smoke } from './steps/deploy.ts';
import { deleteRest, destroy } from './steps/destroy.ts';
import { runDocuments } from './steps/documents.ts';
import { refuseOthers, sendFixtures } from './steps/events.ts';
import { outage } from './steps/outage.ts';
import { exportRows, grades, refusals } from './steps/read.ts';
import { secondRegion } from './steps/second-region.ts';
import { update } from './steps/update.ts';
import { toolPath } from './tools.ts';

/** How many steps came to what. */
export type Tally = { passed: number; failed: number };

/** Does one thing, and prints how long it took and what was seen. Nothing starts any more once the signal is aborted. */
export type Step = <Seen>(title: string, work: () => Promise<Seen>) => Promise<Seen>;

export function createStep(signal: AbortSignal, tally: Tally): Step {
  return async (title, work) => {
    signal.throwIfAborted();
    const startedAt = performance.now();
    try {
      const seen = await work();
      tally.passed += 1;
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      const text = typeof seen === 'string' ? seen : '';
      console.log(`  ${title.padEnd(13)}${seconds.padStart(6)} s  ${text}`.trimEnd());
      return seen;
    } catch (error) {
      tally.failed += 1;
      console.log(`  ${title.padEnd(13)}${' '.repeat(10)}${styleText('red', 'failed')}`);
      throw error;
    }
  };
}

/** Everything that is done with a stack, from an empty account to an empty account. */
export async function runSteps(lab: Lab, step: Step): Promise<void> {
  const ending = new AbortController();
  // Both beside the deployment; a failure is told where they are waited for.
  const besides = [runLocally(lab), lintTemplates(lab.directory, ending.signal)] as const;
  for (const work of besides) work.catch(() => {});
  try {
    await runInOrder(lab, step, ...besides);
  } finally {
    // What is left of them ends before the folder that they write to is removed.
    ending.abort();
    endAll();
    await Promise.allSettled(besides);
  }
}

async function runInOrder(
  lab: Lab,
  step: Step,
  local: Promise<LocalRun>,
  lint: Promise<string>,
): Promise<void> {
  const [rootAccount = ''] = rootAccounts;
  await deployFirst(lab, step);
  await step('smoke', () => smoke(lab, rootAccount));
  await step('strangers', () => refuseOthers(lab));
  await step('fixtures', async () => sendFixtures(lab, await local));
  await step('grades', () => grades(lab));
  await step('export', () => exportRows(lab));
  await step('complete', () => complete(lab));
  // Forgetting waits two minutes until every consumer knows; nothing beside it takes or makes a row of the student.
  await Promise.all([step('forget', () => forget(lab)), workMeanwhile(lab, step)]);
  await step('update', () => update(lab));
  // After all that needs the first function, which loses its role to MiniStack here: `not-checked.ts`.
  await step('two regions', () => secondRegion(lab));
  await step('destroy', () => destroy(lab));
  await step('delete', () => deleteRest(lab));
  await step('cfn-lint', () => lint);
}

async function workMeanwhile(lab: Lab, step: Step): Promise<void> {
  await step('diff', () => diff(lab));
  await step('drift', () => drift(lab));
  await step('outage', () => outage(lab));
  await step('dead letters', () => workOnDeadLetters(lab));
  await step('refusals', () => refusals(lab));
  await step('documents', () => runDocuments(lab));
}

export async function deployFirst(lab: Lab, step: Step): Promise<void> {
  await step('bootstrap', () => bootstrap(lab));
  await step('deploy', () => deploy(lab));
}

async function runLocally({ directory }: Lab): Promise<LocalRun> {
  const setting = `rootAccounts=${rootAccounts.join(',')}`;
  const document = await run(['npm', 'run', '--silent', 'local', '--', '--json', '-c', setting], {
    environment: { PATH: toolPath, HOME: directory, TMPDIR: directory },
  });
  return JSON.parse(document) as LocalRun;
}
