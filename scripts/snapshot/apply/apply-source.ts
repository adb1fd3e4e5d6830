import type { RowStore } from '../../../lambdas/consume-live-events/row-store.ts';
import { startRateLimit } from '../../command/rate-limit.ts';
import type { Line } from '../lines/read-line.ts';
import type { Source } from '../source.ts';
import { applyPage, type Finding } from './apply-page.ts';
import { type Checkpoint, digestAfter } from './checkpoint.ts';
import { count, startTally, type Tally } from './tally.ts';

export type ApplySourceOptions = {
  readonly store: RowStore;
  readonly isWriting: boolean;
  /** Write units a second. */
  readonly rate: number;
  /** Undefined for a run that starts from the beginning each time. */
  readonly checkpoint?: Checkpoint | undefined;
  /** Looks at the first lines before anything is written. Throws where the rest is not to be read. */
  readonly checkFirst?: (findings: readonly Finding[]) => Promise<void>;
  /** When the snapshot was read, for a source that does not say. */
  readonly now: Date;
  readonly onProgress: (done: number, skipped: number) => void;
  readonly signal: AbortSignal;
};

/**
 * Applies all lines of a source, or resumes after those that an interrupted run has applied.
 *
 * Once a page is written this is noted, so that whatever interrupts the run, the same run resumes from there,
 * and the rows become those of one that was never interrupted. What an earlier run had written and not noted
 * is found equal.
 *
 * @returns undefined when the lines are not those that the checkpoint counts: the run is to start again
 */
export async function applySource(source: Source, options: ApplySourceOptions): Promise<Tally | undefined> {
  const { isWriting, rate, checkpoint, now, signal, store } = options;
  const begun = await checkpoint?.read();
  const apply = { store, notAfter: source.notAfter, signal };
  const { take } = startRateLimit(rate);
  const takeUnits = isWriting ? (units: number) => take(units, signal) : null;
  const until = source.notAfter ?? now.toISOString();
  const tally = begun?.tally ?? startTally();
  const skipped = begun?.lines ?? 0;
  let done = 0;
  let digest = '';
  for await (const page of paged(source.lines())) {
    signal.throwIfAborted();
    const check = done === 0 ? options.checkFirst : undefined;
    const isSkipped = done < skipped;
    done += page.length;
    digest = digestAfter(digest, page);
    if (isSkipped) {
      if (done >= skipped && digest !== begun?.digest) return undefined;
      continue;
    }
    let findings = await applyPage(page, { ...apply, takeUnits: check === undefined ? takeUnits : null });
    await check?.(findings);
    if (check !== undefined && isWriting) findings = await applyPage(page, { ...apply, takeUnits });
    for (const finding of findings) count(tally, finding, until);
    await checkpoint?.write({ lines: done, digest, tally });
    options.onProgress(done, skipped);
  }
  if (done < skipped) return undefined;
  await checkpoint?.remove();
  return tally;
}

/** As many as an interruption may have to do again, and enough to keep all requests busy. */
const LINES_A_PAGE = 2_000;

/** Gives lines in pages that do not depend on how the source gives them. */
async function* paged(pages: AsyncIterable<readonly Line[]>): AsyncGenerator<readonly Line[]> {
  let begun: Line[] = [];
  for await (const page of pages) {
    for (const line of page) {
      begun.push(line);
      if (begun.length < LINES_A_PAGE) continue;
      yield begun;
      begun = [];
    }
  }
  if (begun.length > 0) yield begun;
}
