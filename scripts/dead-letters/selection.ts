import { liveEvents } from '../../lambdas/consume-live-events/domain/live-events.ts';
import { didYouMean } from '../command/resembling.ts';
import { plural } from '../command/text.ts';
import type { Envelope } from '../system/dead-letter.ts';

/** Which dead letters are meant: those that match every part which says something. */
export type Selection = {
  /** Rejected with one of these codes, or, with `failed`, not rejected at all. */
  readonly codes: ReadonlySet<string>;
  readonly failed: boolean;
  readonly eventNames: ReadonlySet<string>;
  readonly ids: ReadonlySet<string>;
};

/** Tells whether a dead letter is selected. A selection that says nothing selects every one. */
export function selects(selection: Selection, { id, rejection, eventName }: Envelope): boolean {
  const { codes, failed, eventNames, ids } = selection;
  const isReason = rejection === undefined ? failed : codes.has(rejection.code);
  const isAnyReason = codes.size === 0 && !failed;
  return (
    (isAnyReason || isReason) &&
    (eventNames.size === 0 || (eventName !== undefined && eventNames.has(eventName))) &&
    (ids.size === 0 || ids.has(id))
  );
}

/** Says that none of so many dead letters is selected, and asks about a name that is perhaps mistyped. */
export function nothingMatched(seen: number, { eventNames }: Selection): string {
  const known = Object.keys(liveEvents);
  const questions = [...eventNames].map((name) => didYouMean(name, known));
  return `Nothing matched: none of ${plural(seen, 'dead letter')} is selected.${questions.join('')}\n`;
}

/** Tells whether a selection says nothing, and so selects every dead letter. */
export function isEverything({ codes, failed, eventNames, ids }: Selection): boolean {
  return !failed && codes.size + eventNames.size + ids.size === 0;
}
