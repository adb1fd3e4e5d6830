import { targetArgument } from '../system/target.ts';
import type { ShowOptions } from './options.ts';
import { describeDeadLetter } from './print.ts';
import { scan } from './scan.ts';
import type { Setting } from './setting.ts';
import { noteUnseen, withHold } from './with-hold.ts';

/** Shows one dead letter. SQS has no way to ask for one, so they are received until it comes, and released. */
export async function show(setting: Setting, { id, body }: ShowOptions): Promise<number> {
  const { progress, print } = setting;
  progress.step('look');
  const found = await withHold(setting, (hold) =>
    scan(
      setting,
      hold,
      (letter) => (letter.id === id ? letter : undefined),
      (picked) => picked.length > 0,
    ),
  );
  progress.end();

  const [letter] = found.picked;
  if (letter !== undefined) {
    print(`${describeDeadLetter(letter, body, Date.now())}\n`);
    return 0;
  }
  progress.note(
    `No dead letter has the id ${id}. The ids are shown by: npm run dead-letters -- list --ids ${targetArgument(setting.system)}`,
  );
  noteUnseen(setting, found);
  return 1;
}
