import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './command-error.ts';
import { describeKeptByNpm, optionsKeptByNpm, type Start } from './npm-options.ts';
import { didYouMean } from './resembling.ts';

/**
 * Takes a command line apart, as `parseArgs` does.
 *
 * @throws UsageError for an option that is not known or lacks its value, and for one that npm kept to itself
 */
export function parseCommandLine<const Config extends ParseArgsConfig>(
  config: Config,
  start: Start = { file: process.argv[1], env: process.env },
): ReturnType<typeof parseArgs<Config>> {
  const names = Object.keys(config.options ?? {});
  const kept = optionsKeptByNpm(names, start);
  if (kept.length > 0) throw new UsageError(describeKeptByNpm(kept, start));
  try {
    return parseArgs(config);
  } catch (error) {
    const { message } = error as Error;
    const [, unknown = ''] = /^Unknown option '(--[^']+)'/.exec(message) ?? [];
    const question = didYouMean(
      unknown,
      names.map((name) => `--${name}`),
    );
    throw new UsageError(question === '' ? message : `${message}.${question}`);
  }
}
