import { CommandError } from '../command/command-error.ts';
/** Something that whoever exports can mend: its message says what and how. Not worth a stack trace. */
export class ExportError extends CommandError {
  override readonly name = 'ExportError';
}
