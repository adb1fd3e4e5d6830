import { hash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { rowId } from '../../../lambdas/consume-live-events/row-item.ts';
import { replaceFile } from '../../command/durable.ts';
import type { Line } from '../lines/read-line.ts';
import { parseJson } from '../parse-json.ts';
import type { Source } from '../source.ts';
import type { Tally } from './tally.ts';

/** How far a run has come: all of its first lines are written. */
export type Progress = {
  readonly lines: number;
  /** Of these lines, by which the same run is known again. */
  readonly digest: string;
  readonly tally: Tally;
};

/** Where a run notes how far it is. Whatever interrupts it, the file is the old or the new one, whole. */
export type Checkpoint = ReturnType<typeof openCheckpoint>;

/**
 * Opens the checkpoint of a run.
 *
 * One of another system or another snapshot is none, since its lines are others.
 *
 * @param system names the tables that are written
 */
export function openCheckpoint(
  path: string,
  system: { readonly physicalNames: { readonly [table: string]: string } },
  { notAfter, atMost }: Pick<Source, 'notAfter' | 'atMost'>,
) {
  const of = JSON.stringify([system.physicalNames, notAfter, atMost]);
  return {
    async read(): Promise<Progress | undefined> {
      const text = await readFile(path, 'utf8').catch(() => '');
      const content = parseJson(text) as (Progress & { readonly of: string }) | undefined;
      return content?.of === of ? content : undefined;
    },
    write: (progress: Progress) => replaceFile(path, JSON.stringify({ of, ...progress })),
    remove: () => rm(path, { force: true }),
  };
}

/** Digests lines after others, so that equal digests mean that all of them were the same. */
export function digestAfter(digest: string, lines: readonly Line[]): string {
  return hash('sha256', [digest, ...lines.map((line) => `${rowId(line)} ${line.asOf}`)].join('\n'));
}
