import { type FileHandle, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DeadLetter } from './dead-letter.ts';

/**
 * Writes dead letters to a new file, one JSON document a line, and returns when they are on disk.
 *
 * Only its owner may read it. Attributes are as `aws sqs send-message` takes them, binary values in base64.
 *
 * @throws Error when the file exists or can not be written; nothing half written is left behind then
 */
export async function writeDeadLetters(path: string, letters: readonly DeadLetter[]): Promise<void> {
  const file = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw cannotWrite(path, error);
  });
  try {
    for (const letter of letters) await file.appendFile(`${JSON.stringify(toLine(letter))}\n`);
    await file.sync();
    await file.close();
    await syncFolder(dirname(path));
  } catch (error) {
    await file.close().catch(() => {});
    await rm(path, { force: true });
    throw cannotWrite(path, error as NodeJS.ErrnoException);
  }
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
        BinaryValue === undefined
          ? { DataType, StringValue }
          : { DataType, BinaryValue: Buffer.from(BinaryValue).toString('base64') },
      ]),
    ),
    body: letter.body,
  };
}

/** A new file's name is part of its folder. Not every file system can be told to keep that. */
async function syncFolder(path: string): Promise<void> {
  let folder: FileHandle | undefined;
  try {
    folder = await open(path, 'r');
    await folder.sync();
  } catch {
    // The file itself is on disk.
  } finally {
    await folder?.close();
  }
}

function cannotWrite(path: string, { code, message }: NodeJS.ErrnoException): Error {
  const reason = code === 'EEXIST' ? 'it exists' : message;
  return new Error(`Cannot write ${path}: ${reason}. Nothing was removed.`);
}
