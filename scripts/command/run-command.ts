import project from '../../package.json' with { type: 'json' };
import { describeError, UsageError } from './command-error.ts';

/** A command of ours, apart from what all of them do alike. */
export type Command<Options> = {
  readonly usage: string;
  /** Reads the command line, unless that asks for `--version`; undefined means that help was asked for. */
  readonly parse: (args: readonly string[]) => Options | undefined;
  /** @returns the exit status */
  readonly run: (options: Options, interruption: AbortSignal) => Promise<number>;
  /** Puts what was thrown into words; by default as `describeError` does. */
  readonly describe?: (error: unknown) => string;
  /** What to say when it was interrupted; nothing by default. */
  readonly interrupted?: string;
  /** Tells a failure that an interruption does not excuse. */
  readonly isFailure?: (error: unknown) => boolean;
  /** Whether it ends, with status 0, when nobody reads its output any more, as after `| head`. */
  readonly endsUnread?: boolean;
};

const INTERRUPTED = 130;

/** npm passes a Ctrl-C on that a terminal has sent already: both are one. */
const ONE_INTERRUPTION_MILLISECONDS = 1000;

/**
 * Runs a command and sets the exit status of the process: 0, 1, 2 for a mistake on the command line, 130
 * when interrupted.
 *
 * The first SIGINT or SIGTERM aborts the signal, so that what was started is ended in order. One that comes
 * later ends the process at once.
 */
export async function runCommand<Options>({
  usage,
  parse,
  run,
  describe = describeError,
  interrupted = '',
  isFailure = () => false,
  endsUnread = false,
}: Command<Options>): Promise<void> {
  const interruption = new AbortController();
  let isUnread = false;
  let interruptedAt: number | undefined;
  const interrupt = () => {
    const now = performance.now();
    interruptedAt ??= now;
    if (now - interruptedAt > ONE_INTERRUPTION_MILLISECONDS) process.exit(INTERRUPTED);
    interruption.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt);
  // Nobody reads any more: what was started must still be ended.
  process.stdout.on('error', () => {
    isUnread = endsUnread;
    if (endsUnread) interruption.abort();
  });
  try {
    const args = process.argv.slice(2);
    if (args.includes('--version')) {
      process.stdout.write(`${project.version}\n`);
      return;
    }
    const options = parse(args);
    if (options === undefined) process.stdout.write(usage);
    process.exitCode = options === undefined ? 0 : await run(options, interruption.signal);
  } catch (error) {
    const isInterrupted = interruption.signal.aborted && !isFailure(error);
    const text = isInterrupted ? interrupted : describe(error);
    if (text !== '' && !isUnread) process.stderr.write(`${text}\n`);
    if (isUnread) process.exitCode = 0;
    else if (isInterrupted) process.exitCode = INTERRUPTED;
    else process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
