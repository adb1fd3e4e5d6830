import { UsageError } from '../command/command-error.ts';
import type { System, Target } from './connect.ts';

/** The stack of an installation that was given no name. */
export const defaultStack = 'canvas-grade-state-prod';

/** How a command line names a system. */
export const targetOptions = { stack: { type: 'string' }, local: { type: 'boolean' } } as const;

/**
 * Reads which system a command is about from its options `--stack` and `--local`.
 *
 * @throws UsageError when both were given
 */
export function targetOf(values: {
  readonly stack?: string | undefined;
  readonly local?: boolean | undefined;
}): Target {
  const { stack, local = false } = values;
  if (stack === '') throw new UsageError('--stack: expected the name of a stack.');
  if (!local) return { stack: stack ?? defaultStack };
  if (stack !== undefined) throw new UsageError('--stack and --local exclude each other.');
  return { local };
}

/** Names a system as a command line does: what a command tells to run must not ask another one. */
export function targetArgument({ name, isLocal }: Pick<System, 'name' | 'isLocal'>): string {
  return isLocal ? '--local' : `--stack ${name}`;
}
