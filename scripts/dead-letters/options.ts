import { resolve } from 'node:path';
import { rejectionCodes } from '../../lambdas/consume-live-events/domain/result.ts';
import { UsageError } from '../command/command-error.ts';
import { numberOf, oneOf } from '../command/option-values.ts';
import { parseCommandLine } from '../command/parse-command-line.ts';
import { didYouMean } from '../command/resembling.ts';
import type { Target } from '../system/connect.ts';
import { targetOf, targetOptions } from '../system/target.ts';
import { isEverything, type Selection } from './selection.ts';

type Selecting = { readonly target: Target; readonly selection: Selection };

type Sending = Selecting & {
  readonly dryRun: boolean;
  /** Messages a second, at most. */
  readonly rate: number;
};

export type ListOptions = Selecting & {
  readonly command: 'list';
  readonly ids: boolean;
  readonly json: boolean;
};

export type ShowOptions = {
  readonly command: 'show';
  readonly target: Target;
  readonly id: string;
  readonly body: boolean;
};

export type RedriveOptions = Sending & { readonly command: 'redrive' };

export type PurgeOptions = Selecting & {
  readonly command: 'purge';
  readonly dryRun: boolean;
  readonly isConfirmed: boolean;
  /** Absolute path of the copy that is written first. */
  readonly file: string;
};

export type SendOptions = Sending & {
  readonly command: 'send';
  /** Absolute path of a file that purge has written. */
  readonly file: string;
};

export type Options = ListOptions | ShowOptions | RedriveOptions | PurgeOptions | SendOptions;

/** As fast as a consumer at rest takes them without being noticed; a redrive by SQS itself does 500. */
const DEFAULT_RATE = 100;

/** Options by command; those of `everywhere` hold for each. */
const everywhere = ['stack', 'local', 'help'];
const selecting = ['code', 'failed', 'event-name', 'id', 'all'];
const allowed: { readonly [command in Options['command']]: readonly string[] } = {
  list: [...selecting, 'ids', 'json'],
  show: ['body'],
  redrive: [...selecting, 'dry-run', 'rate'],
  purge: [...selecting, 'dry-run', 'yes', 'file'],
  send: [...selecting, 'dry-run', 'rate'],
};

/** Where and when the command is run, and whether somebody is there to be asked. */
type Circumstances = { readonly directory: string; readonly now: Date; readonly isInteractive: boolean };

/**
 * Reads the command line. Undefined means that help was asked for.
 *
 * What changes a queue needs a selection, or an explicit `--all`.
 *
 * @throws UsageError
 */
export function parseOptions(
  args: readonly string[],
  { directory, now, isInteractive }: Circumstances,
): Options | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const [command, ...rest] = positionals;
  if (!isCommand(command)) {
    const problem = command === undefined ? 'A command is missing' : `No command is called ${command}`;
    const question = didYouMean(command ?? '', Object.keys(allowed));
    throw new UsageError(`${problem}: list, show ID, redrive, purge or send FILE.${question}`);
  }
  const foreign = Object.keys(values).find((name) => ![...everywhere, ...allowed[command]].includes(name));
  if (foreign !== undefined) throw new UsageError(`${command} has no option --${foreign}.`);
  const target = targetOf(values);
  const {
    ids = false,
    json = false,
    body = false,
    yes: isConfirmed = false,
    'dry-run': dryRun = false,
  } = values;
  if (command === 'show') {
    return { command, target, id: only(rest, 'show needs one ID, as list --ids shows it.'), body };
  }
  const selection = selectionOf(values);
  const rate = numberOf('rate', values.rate, 9999) ?? DEFAULT_RATE;
  if (command === 'send') {
    const file = resolve(directory, only(rest, 'send needs one FILE, as purge has written it.'));
    return { command, target, file, selection, dryRun, rate };
  }
  if (rest.length > 0) throw new UsageError(`${command} takes no argument: ${rest.join(' ')}`);
  if (command === 'list') return { command, target, selection, ids, json };
  if (values.all !== true && isEverything(selection)) {
    throw new UsageError(
      `${command} what? Give --code, --failed, --event-name or --id, or --all for everything.`,
    );
  }
  if (command === 'redrive') return { command, target, selection, dryRun, rate };
  if (!dryRun && !isConfirmed && !isInteractive) {
    throw new UsageError('purge asks for confirmation and nobody is there to ask. Give --yes to do without.');
  }
  const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const file = resolve(directory, values.file ?? `dead-letters-${time}.ndjson`);
  return { command, target, selection, dryRun, isConfirmed, file };
}

function parse(args: readonly string[]) {
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

function isCommand(name: string | undefined): name is Options['command'] {
  return name !== undefined && Object.hasOwn(allowed, name);
}

function only([argument, ...more]: readonly string[], demand: string): string {
  if (argument === undefined || argument === '' || more.length > 0) throw new UsageError(demand);
  return argument;
}

function selectionOf(values: ReturnType<typeof parse>['values']): Selection {
  const selection = {
    codes: new Set(values.code?.flatMap((code) => oneOf('code', code, rejectionCodes) ?? [])),
    failed: values.failed ?? false,
    eventNames: new Set(values['event-name']),
    ids: new Set(values.id),
  };
  if (values.all === true && !isEverything(selection)) {
    throw new UsageError('Either --all or a selection, not both.');
  }
  return selection;
}
