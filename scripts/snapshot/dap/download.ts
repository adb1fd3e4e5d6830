import { createWriteStream } from 'node:fs';
import { open, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { inspectFile } from '../canvas-data/inspect-file.ts';

/** Whether a file was fetched whole; `expired` when its link is no longer valid. */
export type Downloaded = 'whole' | 'expired' | 'broken';

/**
 * Fetches one file. It has its name only once it is known to be whole: as long as was announced, and with
 * gzip data that do not end early.
 */
export async function download(url: string, path: string, signal?: AbortSignal): Promise<Downloaded> {
  const part = join(dirname(path), `.${basename(path)}`);
  try {
    const response = await fetch(url, {
      // The file itself, as it is stored.
      headers: { 'Accept-Encoding': 'identity' },
      ...(signal && { signal }),
    });
    if (response.status === 403 || response.status === 400 || response.status === 404) return 'expired';
    if (response.status !== 200 || response.body === null) return 'broken';
    await pipeline(Readable.fromWeb(response.body), createWriteStream(part, { mode: 0o600 }));
    if (!(await hasAnnouncedLength(response, part))) return 'broken';
    await inspectFile(part);
  } catch {
    signal?.throwIfAborted();
    return 'broken';
  }
  await sync(part);
  await rename(part, path);
  return 'whole';
}

async function hasAnnouncedLength({ headers }: Response, path: string): Promise<boolean> {
  const length = headers.get('Content-Length');
  if (length === null || headers.get('Content-Encoding') !== null) return true;
  return (await stat(path)).size === Number(length);
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
