import { csvAdvice } from '../command/harmless.ts';
import { formatterOf, type Shape } from '../command/rows-as-text.ts';
import type { Entry } from '../reader/history-entry.ts';
import { createReader } from '../reader/reader.ts';
import type { Source } from '../reader/source.ts';
import { statesAt } from '../reader/state-at.ts';
import { tellHistory } from '../reader/tell-history.ts';
import type { HistoryOptions } from './options.ts';
import { adviceOnNothing, type Console } from './run-grades.ts';
import { shapeOfChanges, shapeOfStates } from './shapes.ts';

/**
 * Reads a history and prints it, or what it says of an instant.
 *
 * @returns whether there was anything to say
 */
export async function runHistory(
  source: Source,
  { history, format }: HistoryOptions,
  { print, progress, note, signal, ...view }: Console,
): Promise<boolean> {
  let read = 0;
  const onRead = (entries: number) => {
    read += entries;
    progress.update(read, read);
  };
  const reader = createReader(source, { signal, onRead });
  const entries: Entry[] = [];
  for (const entity of await history.entities(reader)) {
    for await (const page of reader.history(entity, { facet: history.facet })) entries.push(...page);
  }
  progress.end(read, read);
  const { at, text, hasLocalId } = history;
  const show = async <Shown>(shape: Shape<Shown>, shown: readonly Shown[]) => {
    const { begin, page, end } = formatterOf(format, shape, view);
    await print(begin + (shown.length > 0 ? page(shown) : '') + end());
    return shown.length > 0;
  };
  const isFound = await (at === undefined
    ? show(shapeOfChanges, tellHistory(entries))
    : show(shapeOfStates, statesAt(entries, at)));

  if (format === 'csv' && isFound) note(csvAdvice);
  if (!isFound && at !== undefined && entries.length > 0)
    note(`Nothing is known of ${text} as of ${at}: its first event came later.`);
  else if (!isFound) note(`Nothing found for ${text}. ${adviceOnNothing(hasLocalId)}`);
  return isFound;
}
