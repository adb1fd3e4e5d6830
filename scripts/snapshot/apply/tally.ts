import type { Facet } from '../../../lambdas/consume-live-events/domain/facets.ts';
import type { RowKey } from '../../../lambdas/consume-live-events/row-item.ts';
import type { Finding } from './apply-page.ts';

export type Kind = Finding['kind'];

/** How long before the snapshot a state was changed, in days at most. */
const daysOfAge = { 'a day': 1, 'a week': 7, 'a month': 30, longer: Infinity } as const;
type Age = keyof typeof daysOfAge;
export const ages = Object.keys(daysOfAge) as Age[];

type Counts<Name extends string> = { [Each in Name]?: number };

/** What was found so far. Plain values, so that an interrupted run can resume with it. */
export type Tally = {
  readonly facets: { [Name in Facet]?: Counts<Kind> };
  /** Of rows that are missing or behind. */
  readonly ages: Counts<Age>;
  /** The first of each kind. */
  readonly examples: { readonly [Each in ExampleKind]: RowKey[] };
  /** Rows whose newest state an event should have told: by how many events did, and how many did not. */
  readonly feed: { told: number; untold: number };
  /** Rows whose state changed in the week before the snapshot. */
  changedInWeek: number;
};

export const exampleKinds = ['behind', 'missing', 'newer'] as const satisfies Kind[];
export type ExampleKind = (typeof exampleKinds)[number];

export function isNotCompared(kind: Kind): kind is 'absent' | 'expired' | 'forgotten' {
  return kind === 'absent' || kind === 'expired' || kind === 'forgotten';
}

const MAX_EXAMPLES = 5;
const DAY = 86_400_000;

export function startTally(): Tally {
  return {
    facets: {},
    ages: {},
    examples: { behind: [], missing: [], newer: [] },
    feed: { told: 0, untold: 0 },
    changedInWeek: 0,
  };
}

/** @param until when the snapshot was read, as far as it is known, in UTC with milliseconds */
export function count(tally: Tally, { line, kind, held }: Finding, until: string): void {
  const ofFacet = tally.facets[line.facet] ?? {};
  tally.facets[line.facet] = { ...ofFacet, [kind]: (ofFacet[kind] ?? 0) + 1 };
  if (isNotCompared(kind)) return;
  const sinceChange = Date.parse(until) - Date.parse(line.asOf);
  if (sinceChange >= 0 && sinceChange < 7 * DAY) tally.changedInWeek += 1;
  if (kind === 'behind' || kind === 'missing') {
    const age = ages.find((each) => sinceChange < daysOfAge[each] * DAY) ?? 'longer';
    tally.ages[age] = (tally.ages[age] ?? 0) + 1;
  }
  if (kind !== 'equal' && tally.examples[kind].length < MAX_EXAMPLES)
    tally.examples[kind].push({ table: line.table, key: line.key });
  if (held === undefined || line.asOf >= until || !isOfCanvasEvent(held.current.order)) return;
  if (kind === 'equal') tally.feed.told += 1;
  if (kind === 'behind') tally.feed.untold += 1;
}

/** One of Caliper says less than a snapshot, so that its row always differs. */
function isOfCanvasEvent(order: string): boolean {
  return order.split('#')[1] === '2';
}

export function countOf({ facets }: Tally, kind: Kind): number {
  return Object.values(facets).reduce((sum, counts) => sum + (counts[kind] ?? 0), 0);
}
