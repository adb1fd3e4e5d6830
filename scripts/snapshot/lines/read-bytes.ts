import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { SnapshotError } from '../snapshot-error.ts';

/**
 * Reads a file, unpacked if it is gzip, whatever its name says.
 *
 * @param name what to call it in an error
 * @throws SnapshotError when the gzip data ends early or is damaged
 */
export async function* readBytes(path: string, name = path): AsyncGenerator<Buffer> {
  if (!(await isGzip(path))) {
    yield* createReadStream(path) as AsyncIterable<Buffer>;
    return;
  }
  const unpacked = pipeline(createReadStream(path), createGunzip(), () => {
    // The error reaches who reads.
  });
  try {
    yield* unpacked as AsyncIterable<Buffer>;
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw error;
    throw new SnapshotError(`${name} is not whole: its gzip data ends early or is damaged.`, {
      cause: error,
    });
  }
}

export async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}
