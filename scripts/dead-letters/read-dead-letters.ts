import { readFile } from 'node:fs/promises';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { CommandError } from '../command/command-error.ts';
import type { DeadLetter } from '../system/dead-letter.ts';

const NullableTextSchema = v.nullable(v.string('expected text'), null);

/** A line of the file that purge writes, as far as it is needed to send the message again and to select it. */
const LineSchema = v.object({
  id: v.string('expected text'),
  code: NullableTextSchema,
  detail: NullableTextSchema,
  eventName: NullableTextSchema,
  sentAt: v.pipe(v.string('expected text'), v.isoTimestamp('expected an instant')),
  receiveCount: v.number('expected a number'),
  attributes: v.record(
    v.string(),
    v.object({
      DataType: v.string('expected text'),
      StringValue: v.optional(v.string('expected text')),
      BinaryValue: v.optional(v.pipe(v.string('expected text'), v.base64('expected base64'))),
    }),
    'expected an object',
  ),
  body: v.pipe(v.string('expected text'), v.minLength(1, 'expected text')),
});

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
    const parsed = v.safeParse(LineSchema, parse(line), { abortEarly: true });
    if (parsed.success) return toDeadLetter(parsed.output);
    const [issue] = parsed.issues;
    // A key of the attributes is not ours to quote.
    const field = v.getDotPath(issue)?.split('.', 1)[0];
    const mistake = field === undefined ? 'expected a JSON object' : `${field}: ${issue.message}`;
    throw new CommandError(`${path}:${number} is no line of a purge: ${mistake}. Nothing was sent.`);
  });
}

function toDeadLetter(line: v.InferOutput<typeof LineSchema>): DeadLetter {
  return {
    id: line.id,
    rejection: line.code === null ? undefined : { code: line.code, detail: line.detail ?? '' },
    eventName: line.eventName ?? undefined,
    sentAt: Date.parse(line.sentAt),
    firstReceivedAt: undefined,
    receiveCount: line.receiveCount,
    attributes: Object.fromEntries(
      Object.entries(line.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
        name,
        (BinaryValue === undefined
          ? { DataType, StringValue }
          : { DataType, BinaryValue: Buffer.from(BinaryValue, 'base64') }) as MessageAttributeValue,
      ]),
    ),
    body: line.body,
  };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
