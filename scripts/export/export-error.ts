/** Something that whoever exports can mend: its message says what and how. Not worth a stack trace. */
export class ExportError extends Error {
  override readonly name = 'ExportError';
}
