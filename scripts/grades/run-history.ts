import { csvAdvice } from '../command/harmless.ts';
import type { Entry } from '../reader/history-entry.ts';
import { createReader } from '../reader/reader.ts';
import type { Source } from '../reader/source.ts';
import { statesAt } from '../reader/state-at.ts';
import { tellHistory } from '../reader/tell-history.ts';
import { historyFormatters, stateFormatters } from './format-history.ts';
import type { HistoryOptions } from './options.ts';
import { adviceOnNothing, type Console } from './run-grades.ts';

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
  const said = at === undefined ? tellHistory(entries) : [];
  const states = at === undefined ? [] : statesAt(entries, at);
  if (at === undefined) await print(historyFormatters[format](said, view));
  else await print(stateFormatters[format](states, view));

  const isFound = said.length + states.length > 0;
  if (format === 'csv' && isFound) note(csvAdvice);
  if (!isFound && at !== undefined && entries.length > 0)
    note(`Nothing is known of ${text} as of ${at}: its first event came later.`);
  else if (!isFound) note(`Nothing found for ${text}. ${adviceOnNothing(hasLocalId)}`);
  return isFound;
}
