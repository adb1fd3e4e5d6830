import { CommandError } from '../command/command-error.ts';
import type { System } from '../system/connect.ts';
import { openRowStore } from '../system/open-row-store.ts';
import type { Finding } from './apply/apply-page.ts';
import { type ApplySourceOptions, applySource } from './apply/apply-source.ts';
import { checkShard } from './apply/check-shard.ts';
import { openCheckpoint } from './apply/checkpoint.ts';
import { scanHeldRows } from './apply/scan-held-rows.ts';
import { fetchOrigin, isRepeatable, openOrigin, type Surroundings } from './open-origin.ts';
import type { CommandName, Options } from './options.ts';
import type { Report } from './report.ts';

/**
 * Compares a snapshot of Canvas with a system's rows and, where asked to, puts right those that are missing or
 * behind.
 *
 * @throws CommandError for what the person who runs it can put right
 */
export async function runSnapshot(
  command: CommandName,
  system: System,
  options: Omit<Options, 'target' | 'format'>,
  surroundings: Surroundings,
): Promise<Report> {
  const { origin, isWriting, allowsNewRows, rate } = options;
  const { now, update, note, signal } = surroundings;
  const store = openRowStore(system);
  const startedAt = now();
  if (options.checkpoint !== null && (!isWriting || !isRepeatable(origin)))
    throw new CommandError(
      '--checkpoint is for files that are written from: not for a report, the API or a pipe.',
    );
  const checkFirst = async (findings: readonly Finding[]) => {
    const doubt = await checkShard(system, findings);
    if (doubt === undefined) return;
    if (isWriting) throw new CommandError(doubt);
    // A report is given all the same.
    note(doubt);
  };
  await fetchOrigin(origin, surroundings, startedAt);
  for (;;) {
    update('reading the snapshot');
    const source = await openOrigin(origin, surroundings, startedAt);
    const checkpoint =
      options.checkpoint === null ? undefined : openCheckpoint(options.checkpoint, system, source);
    try {
      const tally = await applySource(source, {
        store,
        isWriting,
        rate,
        checkpoint,
        ...(allowsNewRows ? {} : { checkFirst }),
        now: startedAt,
        onProgress: showProgress(source.atMost, now, update),
        signal,
      });
      if (tally === undefined) {
        note('The files are not those that the checkpoint is of: starting from the beginning.');
        await checkpoint?.remove();
        continue;
      }
      update('reading which rows there are');
      const unknown = options.looksForUnknown
        ? await source.findUnknown?.(scanHeldRows(system, signal))
        : undefined;
      const { notAfter, summary } = source;
      return { command, system, notAfter, isWriting, tally, summary, unknown };
    } finally {
      await source.close();
    }
  }
}

function showProgress(
  atMost: number,
  now: () => Date,
  update: (detail: string) => void,
): ApplySourceOptions['onProgress'] {
  const startedAt = now().getTime();
  return (done, skipped) => {
    const seconds = (now().getTime() - startedAt) / 1000;
    const left = ((atMost - done) * seconds) / Math.max(1, done - skipped);
    update(`${done} of at most ${atMost} rows, about ${describeDuration(left)} left`);
  };
}

function describeDuration(seconds: number): string {
  if (seconds < 90) return `${Math.max(0, Math.ceil(seconds))} s`;
  return seconds < 5_400 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`;
}
