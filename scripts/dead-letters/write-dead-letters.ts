import { createFile, type FileSystem } from '../command/durable.ts';
import type { DeadLetter } from '../system/dead-letter.ts';

/**
 * Writes dead letters to a new file, one JSON document a line, and returns when they are on disk.
 *
 * Only its owner may read it. Attributes are as `aws sqs send-message` takes them, binary values in base64.
 *
 * @throws Error when the file exists or can not be written; nothing half written is left behind then
 */
export async function writeDeadLetters(
  path: string,
  letters: readonly DeadLetter[],
  files?: FileSystem,
): Promise<void> {
  await createFile(path, linesOf(letters), files).catch(({ code, message }: NodeJS.ErrnoException) => {
    const reason = code === 'EEXIST' ? 'it exists' : message;
    throw new Error(`Cannot write ${path}: ${reason}. Nothing was removed.`);
  });
}

function* linesOf(letters: readonly DeadLetter[]): Generator<string> {
  for (const letter of letters) yield `${JSON.stringify(toLine(letter))}\n`;
}

function toLine(letter: DeadLetter) {
  return {
    id: letter.id,
    code: letter.rejection?.code ?? null,
    detail: letter.rejection?.detail ?? null,
    eventName: letter.eventName ?? null,
    sentAt: new Date(letter.sentAt).toISOString(),
    receiveCount: letter.receiveCount,
    attributes: Object.fromEntries(
      Object.entries(letter.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
        name,
        { DataType, StringValue, BinaryValue: BinaryValue && Buffer.from(BinaryValue).toString('base64') },
      ]),
    ),
    body: letter.body,
  };
}
