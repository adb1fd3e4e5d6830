import { CommandError } from '../command/command-error.ts';

/** A source that cannot be read, or must not be: its message says what and how to fix it, and quotes no value. */
export class SnapshotError extends CommandError {
  override readonly name = 'SnapshotError';
}
