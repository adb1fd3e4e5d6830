import { type Facet, facets } from '../../lambdas/consume-live-events/domain/facets.ts';
import { commentIdOf, facetOf, identityNames } from '../../lambdas/consume-live-events/domain/row-types.ts';
import type { TableName } from '../../lambdas/consume-live-events/domain/tables.ts';
import { compareTexts } from '../command/text.ts';
import { type PlainState, statesOf } from '../reader/describe-row.ts';
import type { PlainRow } from '../reader/plain-row.ts';
import type { Step } from './tell-history.ts';

/** An attribute of a state. Null: known to be empty. Absent: never said. */
export type Entry = {
  readonly name: string;
  readonly now?: unknown;
  readonly before?: unknown;
  /** Details are kept of the current state only, so they have no `before`. */
  readonly isDetail: boolean;
  readonly isChanged: boolean;
};

/** One row, attribute by attribute, under the names that the tables use. */
export type FacetStory = {
  readonly facet: Facet;
  readonly commentId: string | undefined;
  readonly entries: readonly Entry[];
  readonly hasPrevious: boolean;
  readonly source: unknown;
  readonly previousEventTime: unknown;
  readonly eventName: unknown;
  readonly eventTime: unknown;
  readonly writtenAt: unknown;
};

/** What the rows tell of a submission, a score or a student in a course. */
export type RowsStory = {
  /** Whose it is, by attribute: the newest that any of its rows knows. */
  readonly identity: readonly { readonly name: string; readonly value: string }[];
  readonly facets: readonly FacetStory[];
};

export type Story = RowsStory & {
  /** The ids of its key, in order. */
  readonly ids: readonly string[];
  /** Oldest first. */
  readonly steps: readonly Step[];
  /** Why there are no steps. Null: there are. */
  readonly whyNoSteps: string | null;
};

const facetOrder = ['grade', 'submission', 'course_score', 'override', 'custom_status', 'comment'];

/** Tells a story from its rows: what it is of, then what is known of it, comments last and in order. */
export function tellStory(table: TableName, rows: readonly PlainRow[]): RowsStory {
  const newestFirst = rows.toSorted((a, b) => compareTexts([eventTimeOf(b)], [eventTimeOf(a)]));
  const identity = identityNames.flatMap((name) => {
    const value = newestFirst.map((row) => row[name]).find((value) => typeof value === 'string');
    return value === undefined ? [] : [{ name, value }];
  });
  const told = rows
    .map((row) => tellFacet(table, row))
    .toSorted((a, b) => rankOf(a) - rankOf(b) || compareComments(a, b));
  return { identity, facets: told };
}

function tellFacet(table: TableName, row: PlainRow): FacetStory {
  const facet = facetOf(table, row);
  if (facet === undefined) throw new Error('facet: unknown to this version');
  const { now, before } = statesOf(row);
  return {
    facet,
    commentId: commentIdOf(row['facet']),
    entries: entriesOf(facet, now, before),
    hasPrevious: before !== null,
    source: before?.['source'],
    previousEventTime: before?.['event_time'],
    eventName: row['event_name'],
    eventTime: row['event_time'],
    writtenAt: row['written_at'],
  };
}

function entriesOf(facet: Facet, now: PlainState, before: PlainState | null): Entry[] {
  const { values, details } = facets[facet];
  return [
    ...Object.keys(values).map((name) => ({
      name,
      now: now[name],
      before: before?.[name],
      isDetail: false,
      isChanged:
        before !== null && JSON.stringify(now[name] ?? null) !== JSON.stringify(before[name] ?? null),
    })),
    // A text is stored only where that is switched on: without one there is nothing to say of it.
    ...Object.keys(details)
      .filter((name) => name !== 'body' || now[name] !== undefined)
      .map((name) => ({ name, now: now[name], isDetail: true, isChanged: false })),
  ];
}

function eventTimeOf(row: PlainRow): string {
  return String(row['event_time']);
}

function rankOf({ facet }: FacetStory): number {
  return facetOrder.indexOf(facet);
}

/** Ids are counted up, so their order is that of the comments. They are too long for a number. */
function compareComments({ commentId: a = '' }: FacetStory, { commentId: b = '' }: FacetStory): number {
  return a.length - b.length || compareTexts([a], [b]);
}
