import { availableParallelism } from 'node:os';
import { describeError, exitStatusOf } from '../scripts/command/command-error.ts';
import { startProgress } from '../scripts/local/progress.ts';
import { parseOptions, usage } from './options.ts';
import { printGoals, printSection } from './report/print.ts';
import { checkAll } from './run-checks.ts';
import { runParts } from './run-parts.ts';

process.stdout.on('error', () => {});
process.exitCode = await main();

async function main(): Promise<number> {
  const progress = startProgress(process.stderr);
  try {
    const options = parseOptions(process.argv.slice(2));
    if (options === undefined) {
      process.stdout.write(usage);
      return 0;
    }
    const started = performance.now();
    const onStep = (name: string) => progress.step(name);
    const { agreed, disagreements } = await checkAll(onStep);
    if (disagreements.length > 0) {
      progress.end();
      process.stderr.write(`The contenders do not do the same work:\n  ${disagreements.join('\n  ')}\n`);
      return 1;
    }
    if (options.checkOnly) {
      progress.end();
      process.stdout.write(`${agreed.join('\n')}\n`);
      return 0;
    }
    const { sections, figures } = await runParts(options, onStep);
    progress.end();
    const goals = sections.flatMap((section) => section.goals);
    const machine = { cpus: availableParallelism(), node: process.version };
    const seconds = Math.round((performance.now() - started) / 1000);
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ machine, seconds, quick: options.quick, goals, figures }, null, 2)}\n`
        : [
            ...sections.map(printSection),
            `${printGoals(goals)}\n\n`,
            'A figure is the median of its rounds, in brackets the least and the most of them.\n',
            options.quick
              ? 'A quick run: it shows that everything works, and its figures are good for nothing else.\n'
              : '',
            `${machine.cpus} CPUs, Node ${machine.node}, ${seconds} s\n`,
          ].join(''),
    );
    return 0;
  } catch (error) {
    progress.end();
    process.stderr.write(`${describeError(error)}\n`);
    return exitStatusOf(error);
  }
}
