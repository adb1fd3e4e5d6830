import { compareTexts } from '../command/text.ts';
import type { DeadLetter, Envelope } from './dead-letter.ts';

type Reason = Pick<DeadLetter, 'rejection'>;

/** Dead letters of one reason. */
export type OfReason<Letter extends Reason> = Reason & {
  /** At least one, in the order in which they were given. */
  readonly letters: readonly [Letter, ...Letter[]];
};

/** Dead letters of one reason and one event name. */
export type OfEvent = OfReason<Envelope> & { readonly eventName: string | undefined };

/** Groups by code and detail. Reasons keep the order in which their first letter comes. */
export function groupByReason<Letter extends Reason>(letters: readonly Letter[]): OfReason<Letter>[] {
  return groupBy(letters, ({ rejection }) => JSON.stringify(rejection)).map((letters) => ({
    rejection: letters[0].rejection,
    letters,
  }));
}

/**
 * Groups by code, detail and event name: first what was rejected, then what failed, each in order of these.
 * Letters of a group come oldest first.
 */
export function groupByEvent(letters: readonly Envelope[]): OfEvent[] {
  const oldestFirst = letters.toSorted((a, b) => a.sentAt - b.sentAt || compareTexts([a.id], [b.id]));
  return groupByReason(oldestFirst)
    .flatMap(({ rejection, letters }) =>
      groupBy(letters, ({ eventName }) => eventName).map((letters) => ({
        rejection,
        eventName: letters[0].eventName,
        letters,
      })),
    )
    .sort((a, b) => compareTexts(sortKeyOf(a), sortKeyOf(b)));
}

function groupBy<Letter>(letters: readonly Letter[], keyOf: (letter: Letter) => string | undefined) {
  return [...Map.groupBy(letters, keyOf).values()] as [Letter, ...Letter[]][];
}

function sortKeyOf({ rejection, eventName }: Pick<OfEvent, 'rejection' | 'eventName'>): string[] {
  const reason = rejection === undefined ? ['failed', '', ''] : ['0', rejection.code, rejection.detail];
  return [...reason, eventName === undefined ? '0' : `1${eventName}`];
}
