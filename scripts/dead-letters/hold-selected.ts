import type { DeadLetter } from '../system/dead-letter.ts';
import type { Hold } from './hold.ts';
import { scan } from './scan.ts';
import { nothingMatched, type Selection, selects } from './selection.ts';
import type { Setting } from './setting.ts';
import { noteUnseen } from './with-hold.ts';

/**
 * Receives every dead letter, holds those that are selected, with their contents, and releases the others.
 *
 * Says so when none is.
 */
export async function holdSelected(
  setting: Setting,
  hold: Hold,
  selection: Selection,
): Promise<readonly DeadLetter[]> {
  setting.progress.step('look');
  const found = await scan(setting, hold, (letter) => (selects(selection, letter) ? letter : undefined));
  const selected = new Set(found.picked.map(({ id }) => id));
  await hold.release((id) => !selected.has(id));
  noteUnseen(setting, found);
  if (selected.size === 0) setting.print(nothingMatched(found.seen, selection));
  return found.picked;
}
