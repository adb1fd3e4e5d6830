import { type Hold, openHold } from './hold.ts';
import type { Scan } from './scan.ts';
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
