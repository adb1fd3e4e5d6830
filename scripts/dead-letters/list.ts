import { plural } from '../command/text.ts';
import { envelopeOf } from '../system/dead-letter.ts';
import type { ListOptions } from './options.ts';
import { describeGroups, toDocument } from './print.ts';
import { scan } from './scan.ts';
import { nothingMatched, selects } from './selection.ts';
import { queueName, type Setting } from './setting.ts';
import { noteUnseen, withHold } from './with-hold.ts';

/** Lists the dead letters by reason. They are hidden from others for that time and then released. */
export async function list(setting: Setting, { selection, ids, json }: ListOptions): Promise<number> {
  const { system, progress, paint, print } = setting;
  progress.step('look');
  const found = await withHold(setting, (hold) =>
    scan(setting, hold, (letter) => (selects(selection, letter) ? envelopeOf(letter) : undefined)),
  );
  const { picked, seen } = found;
  progress.end();

  if (json) print(toDocument(system.name, found, ids));
  else if (picked.length === 0 && seen > 0) print(nothingMatched(seen, selection));
  else {
    const count =
      picked.length === seen
        ? plural(seen, 'dead letter')
        : `${picked.length} of ${plural(seen, 'dead letter')}`;
    const groups = describeGroups(picked, { now: Date.now(), ids, paint });
    print(`${groups}${groups === '' ? '' : '\n\n'}${count} in ${queueName(system.deadLetterQueueUrl)}\n`);
  }
  noteUnseen(setting, found);
  return 0;
}
