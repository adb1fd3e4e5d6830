#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from './command/command-error.ts';
import { didYouMean } from './command/resembling.ts';
import { runCommand } from './command/run-command.ts';

/*
 * The one way in to all commands. Each is a folder with a `command.ts`, which is loaded when it is asked for and
 * reads the command line that is left then.
 */
const names = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((path) => /^[\w-]+.command\.ts$/.test(path))
  .map((path) => path.slice(0, -'/command.ts'.length))
  .sort();

const usage = `Usage: npx grade-state COMMAND [options]

Commands: ${names.join(', ')}.

"npx grade-state COMMAND --help" has the options of each. "npm run COMMAND -- [options]" is the same, but npm
prints two lines of its own first, and keeps every option that stands before "--" to itself.
`;

const [name = '', ...args] = process.argv.slice(2);
if (names.includes(name)) {
  process.argv.splice(2, Infinity, ...args);
  await import(join(import.meta.dirname, name, 'command.ts'));
} else {
  await runCommand({
    usage,
    parse() {
      if (['-h', '--help', 'help'].includes(name)) return undefined;
      if (name === '') throw new UsageError(usage.trimEnd());
      throw new UsageError(`No command is called ${name}: ${names.join(', ')}.${didYouMean(name, names)}`);
    },
    run: async () => 0,
  });
}
