import { type FileHandle, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnyTableName } from '../../lambdas/consume-live-events/domain/tables.ts';
import type { Item } from '../../lambdas/consume-live-events/item.ts';
import { type FileSystem, openPartFile, replaceFile, unlessMissing } from '../command/durable.ts';
import { type FileType, fileTypes, tableOfFile } from '../reader/columns.ts';
import { flatten, typeOf } from './flatten.ts';

/** Which part of which table. */
export type SegmentId = { readonly table: AnyTableName; readonly index: number };

/** How far the reading of a segment is, as a file of its own says. */
export type SegmentProgress = {
  /** Where the next page begins; null before the first one. */
  readonly lastKey: Item | null;
  readonly isRead: boolean;
  readonly rows: number;
  readonly readUnits: number;
  /** Length of each part file by its type: what stands after it does not count. */
  readonly lengths: { readonly [fileType: string]: number };
};

/** A page as it was read. */
export type Page = {
  readonly items: readonly Item[];
  /** Undefined on the last page. */
  readonly lastKey: Item | undefined;
  readonly readUnits: number;
};

export type Segment = {
  readonly progress: () => SegmentProgress;
  /** Resolves when the page's rows, and then the progress beyond it, would survive a loss of power. */
  readonly append: (page: Page) => Promise<void>;
  readonly close: () => Promise<void>;
};

const untouched: SegmentProgress = { lastKey: null, isRead: false, rows: 0, readUnits: 0, lengths: {} };

/** The file that a segment's rows of one type are gathered in, a JSON object a line. */
export function partPath(folder: string, type: FileType, index: number): string {
  return join(folder, `${type}.${numbered(index)}.ndjson`);
}

/** The file that says how far a segment is read. */
export function progressPath(folder: string, { table, index }: SegmentId): string {
  return join(folder, `${table}.${numbered(index)}.json`);
}

/** Opens a segment where its last recorded page ended. */
export async function openSegment(folder: string, id: SegmentId, files?: FileSystem): Promise<Segment> {
  const { table, index } = id;
  const path = progressPath(folder, id);
  let progress = await readProgress(path);
  const parts = new Map<FileType, FileHandle>();
  const close = async () => {
    await Promise.all(Array.from(parts.values(), (part) => part.close()));
  };
  try {
    for (const type of fileTypes.filter((name) => tableOfFile(name) === table)) {
      const length = progress.lengths[type] ?? 0;
      parts.set(type, await openPartFile(partPath(folder, type, index), length, files));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    progress: () => progress,
    async append({ items, lastKey, readUnits }) {
      const byType = Map.groupBy(items, (item) => typeOf(table, item));
      const lengths = { ...progress.lengths };
      for (const [type, part] of parts) {
        const lines = byType.get(type)?.map((item) => `${JSON.stringify(flatten(type, item))}\n`);
        if (lines === undefined) continue;
        await part.appendFile(lines.join(''));
        await part.datasync();
        lengths[type] = (await part.stat()).size;
      }
      progress = {
        lastKey: lastKey ?? null,
        isRead: lastKey === undefined,
        rows: progress.rows + items.length,
        readUnits: progress.readUnits + readUnits,
        lengths,
      };
      await replaceFile(path, JSON.stringify(progress), files);
    },
    close,
  };
}

async function readProgress(path: string): Promise<SegmentProgress> {
  const text = await unlessMissing(readFile(path, 'utf8'));
  return text === undefined ? untouched : (JSON.parse(text) as SegmentProgress);
}

function numbered(index: number): string {
  return String(index).padStart(2, '0');
}
