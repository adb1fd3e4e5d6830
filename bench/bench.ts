import { availableParallelism } from 'node:os';
import { startProgress } from '../scripts/command/progress.ts';
import { runCommand } from '../scripts/command/run-command.ts';
import { type Options, parseOptions, usage } from './options.ts';
import { printGoals, printSection } from './report/print.ts';
import { checkAll } from './run-checks.ts';
import { type Report, runParts } from './run-parts.ts';

await runCommand({ usage, parse: parseOptions, run });

async function run(options: Options, interruption: AbortSignal): Promise<number> {
  // What it has started ends with it, and nothing else is left behind.
  interruption.addEventListener('abort', () => process.exit(130));
  const progress = startProgress(process.stderr);
  const startedAt = performance.now();
  try {
    const onStep = (name: string) => progress.step(name);
    const { agreed, disagreements } = await checkAll(onStep);
    if (disagreements.length > 0) {
      process.stderr.write(`The contenders do not do the same work:\n  ${disagreements.join('\n  ')}\n`);
      return 1;
    }
    const report = options.checkOnly ? undefined : await runParts(options, onStep);
    progress.end();
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    process.stdout.write(
      report === undefined ? `${agreed.join('\n')}\n` : printReport(report, options, seconds),
    );
    return 0;
  } finally {
    progress.end();
  }
}

function printReport({ sections, figures }: Report, { json, quick }: Options, seconds: number): string {
  const goals = sections.flatMap((section) => section.goals);
  const machine = { cpus: availableParallelism(), node: process.version };
  if (json) return `${JSON.stringify({ machine, seconds, quick, goals, figures }, null, 2)}\n`;
  return [
    ...sections.map(printSection),
    `${printGoals(goals)}\n\n`,
    'A figure is the median of its rounds, in brackets the least and the most of them.\n',
    quick ? 'A quick run: it shows that everything works, and its figures are good for nothing else.\n' : '',
    `${machine.cpus} CPUs, Node ${machine.node}, ${seconds} s\n`,
  ].join('');
}
