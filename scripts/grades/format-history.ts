import { csvFormatter, type Formatter, jsonFormatter, ndjsonFormatter } from '../command/rows-as-text.ts';
import type { StateAt } from '../reader/state-at.ts';
import type { Change } from '../reader/tell-history.ts';
import { describeHistory, describeStates } from './describe-history.ts';
import type { Format, View } from './format.ts';

/** Writes all there is in one format. */
type Write<Shown> = (shown: readonly Shown[], view: View) => string;

/** A history: entries as they are kept, and what others of them say of each. */
export const historyFormatters: { readonly [Name in Format]: Write<Change> } = {
  table: (changes, { paint }) => describeHistory(changes, paint),
  ...forPrograms(({ entry, before, isAfterGap, newerKnownSince }: Change) => ({
    ...entry,
    before,
    is_after_gap: isAfterGap,
    newer_known_since: newerKnownSince ?? null,
  })),
};

/** What was at an instant. */
export const stateFormatters: { readonly [Name in Format]: Write<StateAt> } = {
  table: (states, { paint }) => describeStates(states, paint),
  ...forPrograms(({ at, said, set, state, until, visible, contradictedBy }: StateAt) => {
    const { old: _, state: __, ...entry } = said;
    return {
      ...entry,
      at,
      state,
      source: set === undefined ? 'reported' : 'observed',
      since: set?.event_time ?? null,
      set_by: set === undefined || !('grader_id' in set.state) ? null : set.state.grader_id,
      until,
      visible,
      contradicted_by: contradictedBy?.entry ?? null,
    };
  }),
};

function forPrograms<Shown>(toRow: (shown: Shown) => object) {
  const write = (shown: readonly Shown[], formatter: Formatter<object>) =>
    formatter.begin + formatter.page(shown.map(toRow)) + formatter.end();
  return {
    json: (shown: readonly Shown[]) => write(shown, jsonFormatter()),
    ndjson: (shown: readonly Shown[]) => write(shown, ndjsonFormatter()),
    csv(shown: readonly Shown[], { isTerminal }: View) {
      const names = [...new Set(shown.flatMap((each) => Object.keys(flat(toRow(each)))))];
      const cellsOf = (row: object) => names.map((name) => flat(row)[name]);
      return write(shown, csvFormatter(names, cellsOf, isTerminal));
    },
  };
}

const states = ['state', 'old', 'before'];

/** Lays the states of a row out in columns, as the export's files have them: `state_score`. */
function flat(row: object): { readonly [column: string]: unknown } {
  const cells = Object.entries(row).flatMap(([name, value]: [string, unknown]) =>
    states.includes(name)
      ? Object.entries(value ?? {}).map(([part, cell]) => [`${name}_${part}`, cell] as const)
      : [[name, value] as const],
  );
  return Object.fromEntries(cells);
}
