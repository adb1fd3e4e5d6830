import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CommandError } from '../../command/command-error.ts';

/**
 * Reads a file, unpacked if it is gzip, whatever its name says.
 *
 * @param name what to call it in an error
 * @throws CommandError when the gzip data ends early or is damaged
 */
export async function* readBytes(path: string, name = path): AsyncGenerator<Buffer> {
  const isPacked = await isGzip(path);
  const stored = createReadStream(path);
  // The error reaches who reads.
  const bytes = isPacked ? pipeline(stored, createGunzip(), () => {}) : stored;
  try {
    yield* bytes as AsyncIterable<Buffer>;
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw error;
    throw new CommandError(`${name} is not whole: its gzip data ends early or is damaged.`, {
      cause: error,
    });
  }
}

export function isGzip(path: string): Promise<boolean> {
  return beginsWith(path, Buffer.of(0x1f, 0x8b));
}

export async function beginsWith(path: string, bytes: Buffer): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(bytes.length), 0, bytes.length, 0);
    return buffer.equals(bytes);
  } finally {
    await file.close();
  }
}
