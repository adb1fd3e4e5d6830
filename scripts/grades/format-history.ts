import { csvFormatter, type Formatter, jsonFormatter, ndjsonFormatter } from '../command/rows-as-text.ts';
import type { StateAt } from '../reader/state-at.ts';
import type { Change } from '../reader/tell-history.ts';
import { historyColumns } from './columns.ts';
import { describeHistory, describeStates } from './describe-history.ts';
import type { Format, View } from './format.ts';

/** Writes all there is in one format. */
type Write<Shown> = (shown: readonly Shown[], view: View) => string;

/** A history: entries as they are kept, and what others of them say of each. */
export const historyFormatters: { readonly [Name in Format]: Write<Change> } = {
  table: (changes, { paint }) => describeHistory(changes, paint),
  ...forPrograms(
    ({ entry, before, isBeforeReported, isAfterGap, newerKnownSince }: Change) => ({
      ...entry,
      before,
      is_before_reported: isBeforeReported,
      is_after_gap: isAfterGap,
      newer_known_since: newerKnownSince ?? null,
    }),
    ['is_before_reported', 'is_after_gap', 'newer_known_since'],
  ),
};

/** What was at an instant: the entry that says it, and what the others say of how long and for whom. */
export const stateFormatters: { readonly [Name in Format]: Write<StateAt> } = {
  table: (states, { paint }) => describeStates(states, paint),
  ...forPrograms(
    ({ at, said, set, state, until, visible, contradictedBy }: StateAt) => ({
      ...said,
      state,
      at,
      source: set === undefined ? 'reported' : 'observed',
      since: set?.event_time ?? null,
      set_by: set === undefined || !('grader_id' in set.state) ? null : set.state.grader_id,
      until,
      visible,
      contradicted_by: contradictedBy?.entry ?? null,
    }),
    ['at', 'source', 'since', 'set_by', 'until', 'visible', 'contradicted_by'],
  ),
};

/** @param added columns of CSV beside those that the export's files of a history have */
function forPrograms<Shown>(toRow: (shown: Shown) => object, added: readonly string[]) {
  const write = (shown: readonly Shown[], formatter: Formatter<object>) =>
    formatter.begin + formatter.page(shown.map(toRow)) + formatter.end();
  const columns = [
    ...historyColumns(),
    ...added.map((name) => ({ name, valueIn: (row: object) => (row as { [name: string]: unknown })[name] })),
  ];
  return {
    json: (shown: readonly Shown[]) => write(shown, jsonFormatter()),
    ndjson: (shown: readonly Shown[]) => write(shown, ndjsonFormatter()),
    csv(shown: readonly Shown[], { isTerminal }: View) {
      const names = columns.map(({ name }) => name);
      const cellsOf = (row: object) => columns.map(({ valueIn }) => valueIn(row));
      return write(shown, csvFormatter(names, cellsOf, isTerminal));
    },
  };
}
