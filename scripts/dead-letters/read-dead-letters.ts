import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { CommandError } from '../command/command-error.ts';
import type { DeadLetter } from '../system/dead-letter.ts';

const TextSchema = v.string('expected text');
const NullableTextSchema = v.nullable(TextSchema, null);

const AttributeSchema = v.object({
  DataType: TextSchema,
  StringValue: v.optional(TextSchema),
  BinaryValue: v.optional(
    v.pipe(
      TextSchema,
      v.base64('expected base64'),
      v.transform((text) => Buffer.from(text, 'base64')),
    ),
  ),
});

/** A line of the file that purge writes, as far as it is needed to send the message again and to select it. */
const LineSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    id: TextSchema,
    code: NullableTextSchema,
    detail: NullableTextSchema,
    eventName: NullableTextSchema,
    sentAt: v.pipe(TextSchema, v.isoTimestamp('expected an instant'), v.transform(Date.parse)),
    receiveCount: v.number('expected a number'),
    attributes: v.record(v.string(), AttributeSchema, 'expected an object'),
    body: v.pipe(TextSchema, v.minLength(1, 'expected text')),
  }),
  v.transform(
    ({ code, detail, eventName, ...line }): DeadLetter => ({
      ...line,
      rejection: code === null ? undefined : { code, detail: detail ?? '' },
      eventName: eventName ?? undefined,
      firstReceivedAt: undefined,
    }),
  ),
);

/**
 * Reads the dead letters of a file that purge has written.
 *
 * @throws CommandError when it cannot be read, or a line is anything else; it names the line and the field, and
 *   no value, since it holds student data
 */
export async function readDeadLetters(path: string): Promise<readonly DeadLetter[]> {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new CommandError(`Cannot read ${path}: ${error.message}`);
  });
  const lines = text.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [{ line, number: i + 1 }]));
  if (lines.length === 0) throw new CommandError(`${path} holds no dead letter.`);
  return lines.map(({ line, number }) => {
    const parsed = v.safeParse(LineSchema, line, { abortEarly: true });
    if (parsed.success) return parsed.output;
    const [issue] = parsed.issues;
    // A key of the attributes is not ours to quote.
    const field = v.getDotPath(issue)?.split('.', 1)[0];
    const mistake = field === undefined ? 'expected a JSON object' : `${field}: ${issue.message}`;
    throw new CommandError(`${path}:${number} is no line of a purge: ${mistake}. Nothing was sent.`);
  });
}
