import { toTerminalText } from './harmless.ts';

/** Something that the person who runs a command can fix: the message says what and how, and needs no stack trace. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
}

/** A mistake on the command line. The command ends with status 2. */
export class UsageError extends CommandError {
  override readonly name: string = 'UsageError';
}

/** Puts an error into words for the person who runs a command. Of one that nobody wrote for people, the place is worth knowing. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return toTerminalText(String(error));
  const isForPeople = error instanceof CommandError || error.constructor === Error;
  return toTerminalText(isForPeople ? error.message : (error.stack ?? error.message));
}
