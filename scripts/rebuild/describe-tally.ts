import { plural } from '../command/text.ts';
import type { Options } from './options.ts';
import type { Tally } from './run-rebuild.ts';

/** Puts what a run came to into words. */
export function describeTally(
  { read, made, written, leftOut }: Tally,
  { direction, isWriting }: Pick<Options, 'direction' | 'isWriting'>,
): string {
  const lines =
    direction === 'rows'
      ? [
          `The history holds ${plural(read, 'observation')} of ${plural(made, 'row')}.`,
          isWriting ? `Rows written: ${written}.` : `Dry run: rows to write: ${written}.`,
        ]
      : [
          `Of ${plural(read, 'row')} read, these observations are still known: ${made}.`,
          isWriting
            ? `Observations added to the history: ${written}.`
            : 'Dry run: how many of them the history lacks, only writing tells.',
        ];
  if (leftOut > 0) lines.push(`Left out, as too old or of a student who was forgotten: ${leftOut}.`);
  return `${lines.join('\n')}\n`;
}
