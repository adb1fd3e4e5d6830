import type { DeadLetter } from '../system/dead-letter.ts';
import { type Hold, openHold } from './hold.ts';
import { type Scan, scan } from './scan.ts';
import { nothingMatched, type Selection, selects } from './selection.ts';
import type { Setting } from './setting.ts';

/**
 * Runs work on a hold, and releases what is still held when it ends, however it ends.
 *
 * Only a process that is killed skips that; its messages come back when their visibility timeout runs out.
 */
export async function withHold<T>(setting: Setting, work: (hold: Hold) => Promise<T>): Promise<T> {
  const hold = openHold(setting.system, setting.polling);
  try {
    return await work(hold);
  } finally {
    hold.close();
    const late = await hold.release();
    if (late > 0) setting.progress.note(`${late} could not be released: ${comeBack(setting)}.`);
  }
}

/**
 * Receives every dead letter, releases those that are not selected, and works on the others, with their contents,
 * while they are held. Says so when there is none.
 *
 * @returns the exit status, that of the work
 */
export async function withSelected(
  setting: Setting,
  selection: Selection,
  work: (letters: readonly DeadLetter[], hold: Hold) => Promise<number>,
): Promise<number> {
  const { progress, print } = setting;
  return withHold(setting, async (hold) => {
    progress.step('look');
    const found = await scan(setting, hold, (letter) => (selects(selection, letter) ? letter : undefined));
    const selected = new Set(found.picked.map(({ id }) => id));
    await hold.release((id) => !selected.has(id));
    noteUnseen(setting, found);
    progress.end();
    if (selected.size > 0) return work(found.picked, hold);
    print(nothingMatched(found.seen, selection));
    return 0;
  });
}

/** Says what a scan could not look at. */
export function noteUnseen(setting: Setting, { hidden, unseen }: Scan<unknown>): void {
  if (hidden > 0) {
    const holders = 'held by another command, or by one that was killed';
    setting.progress.note(`About ${hidden} more could not be looked at (${holders}): ${comeBack(setting)}.`);
  }
  if (unseen > 0) setting.progress.note(`About ${unseen} more were not received. Run it again to see them.`);
}

function comeBack({ polling }: Setting): string {
  return `visible again within ${polling.visibilitySeconds} seconds`;
}
