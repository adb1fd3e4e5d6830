import { createWriteStream } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { moveInto } from '../../command/durable.ts';
import { inspectFile } from '../canvas-data/inspect-file.ts';

/**
 * Fetches one file, which may fail. It has its name only once it is known to be whole: as long as was announced,
 * which `fetch` sees to, and with gzip data that do not end early.
 */
export async function download(url: string, path: string, signal: AbortSignal): Promise<void> {
  const part = join(dirname(path), `.${basename(path)}`);
  try {
    // The file itself, as it is stored.
    const response = await fetch(url, { headers: { 'Accept-Encoding': 'identity' }, signal });
    if (response.status !== 200 || response.body === null) return;
    await pipeline(Readable.fromWeb(response.body), createWriteStream(part, { mode: 0o600 }));
    await inspectFile(part);
  } catch {
    signal.throwIfAborted();
    return;
  }
  await moveInto(part, path);
}
