import { parseCommandLine } from '../command/parse-command-line.ts';
import { targetOptions } from '../system/target.ts';

export type Values = ReturnType<typeof parseArguments>['values'];

/**
 * Takes the words of the command line apart, whichever command they are of.
 *
 * @throws UsageError for an option that no command has
 */
export function parseArguments(args: readonly string[]) {
  return parseCommandLine({
    args: [...args],
    allowPositionals: true,
    options: {
      ...targetOptions,
      code: { type: 'string', multiple: true },
      failed: { type: 'boolean' },
      'event-name': { type: 'string', multiple: true },
      id: { type: 'string', multiple: true },
      all: { type: 'boolean' },
      ids: { type: 'boolean' },
      json: { type: 'boolean' },
      body: { type: 'boolean' },
      'dry-run': { type: 'boolean' },
      rate: { type: 'string' },
      yes: { type: 'boolean' },
      file: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
}
