import type { RowType } from '../../lambdas/consume-live-events/domain/row-types.ts';
import type { Shape } from '../command/rows-as-text.ts';
import { historyTypes } from '../reader/columns.ts';
import type { Row } from '../reader/row-schemas.ts';
import type { StateAt } from '../reader/state-at.ts';
import type { Change } from '../reader/tell-history.ts';
import { columnsOf } from './columns.ts';
import { changeTable, stateParagraphs } from './describe-history.ts';
import { rowTable } from './describe-rows.ts';

/** Rows of some types. Ids are text in each format: they are above what a double holds. */
export function shapeOfRows(types: readonly RowType[]): Shape<Row> {
  return { toObject: (row) => row, columns: columnsOf(types), table: rowTable };
}

/** A history: entries as they are kept, and what others of them say of each. */
export const shapeOfChanges: Shape<Change> = {
  toObject: ({ entry, before, isBeforeReported, isAfterGap, newerKnownSince }) => ({
    ...entry,
    before,
    is_before_reported: isBeforeReported,
    is_after_gap: isAfterGap,
    newer_known_since: newerKnownSince ?? null,
  }),
  columns: historyColumnsAnd('is_before_reported', 'is_after_gap', 'newer_known_since'),
  table: changeTable,
};

/** What was at an instant: the entry that says it, and what the others say of how long and for whom. */
export const shapeOfStates: Shape<StateAt> = {
  toObject: ({ at, said, set, state, until, visible, contradictedBy }) => ({
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
  columns: historyColumnsAnd('at', 'source', 'since', 'set_by', 'until', 'visible', 'contradicted_by'),
  table: stateParagraphs,
};

/** The columns of the export's files of a history, and others beside them. */
function historyColumnsAnd(...names: readonly string[]): Shape<never>['columns'] {
  return [...columnsOf(historyTypes), ...names.map((name) => ({ name, path: [name] }))];
}
