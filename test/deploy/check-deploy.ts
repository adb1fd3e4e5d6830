import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { styleText } from 'node:util';
import { type Lab, openLab } from './lab.ts';
import { type MiniStack, startMiniStack } from './ministack.ts';
import { notChecked } from './not-checked.ts';
import { endAll } from './run.ts';
import { createStep, deployFirst, runSteps, type Tally } from './steps.ts';
import { reasonToSkip } from './tools.ts';

/*
 * Deploys the stack by the ordinary CDK command line onto MiniStack, an AWS on this machine, works with it by the
 * ordinary commands, and removes it. IAM is enforced: everybody has the documented permissions and no others.
 *
 * --keep: deploys it, and stays up for the commands of another terminal.
 */

const isKept = process.argv.includes('--keep');
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    interruption.abort();
    endAll();
  });
}
const tally: Tally = { passed: 0, failed: 0 };
const step = createStep(interruption.signal, tally);

process.exitCode = await main();

async function main(): Promise<number> {
  const reason = reasonToSkip();
  if (reason !== undefined) {
    console.log(`Deployment onto MiniStack: skipped, ${reason}.`);
    return 0;
  }
  const directory = await mkdtemp(join(tmpdir(), 'canvas-grade-state-deploy-'));
  let miniStack: MiniStack | undefined;
  try {
    console.log(styleText('bold', 'Deployment onto MiniStack'));
    const startedAt = performance.now();
    miniStack = await step('start', () => startMiniStack(directory));
    const { certificate } = miniStack;
    // For the clients of this process; its children have NODE_EXTRA_CA_CERTS.
    setDefaultCACertificates([...getCACertificates('default'), await readFile(certificate, 'utf8')]);
    const lab = openLab(miniStack, directory);
    if (isKept) return await keep(lab);
    await runSteps(lab, step);
    const seconds = (performance.now() - startedAt) / 1000;
    console.log(`${styleText('green', 'Passed')} in ${seconds.toFixed(0)} s.`);
    console.log(['\nNot checked here:', ...notChecked].join('\n- '));
    console.log(`\n${summary()}`);
    return 0;
  } catch (error) {
    if (interruption.signal.aborted) {
      console.error('Interrupted.');
      return 130;
    }
    console.error(`${styleText('red', 'Failed.')} ${(error as Error).message}`);
    await printLog(miniStack);
    console.log(`\n${summary()}`);
    return 1;
  } finally {
    endAll();
    await miniStack?.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

/** As jest's, so that its steps count among the tests. */
function summary(): string {
  const { passed, failed } = tally;
  return `Tests:       ${failed === 0 ? '' : `${failed} failed, `}${passed} passed, ${passed + failed} total`;
}

async function keep(lab: Lab): Promise<number> {
  await deployFirst(lab, step);
  console.log(`\n${lab.invitation}\n\nCtrl-C ends it.`);
  await once(interruption.signal, 'abort');
  return 0;
}

async function printLog(miniStack: MiniStack | undefined): Promise<void> {
  const lines = (await miniStack?.log())?.trim().split('\n') ?? [];
  const last = lines.slice(-15).map((line) => line.slice(0, 400));
  if (last.length > 0) console.error(['\nThe last that MiniStack logged:', ...last].join('\n'));
}
