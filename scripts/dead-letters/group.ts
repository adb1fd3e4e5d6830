import { compareTexts } from '../reader/plain-row.ts';
import type { Envelope } from './dead-letter.ts';

/** Dead letters of one reason and one event name. */
export type Group = {
  readonly rejection: Envelope['rejection'];
  readonly eventName: string | undefined;
  /** At least one, oldest first. */
  readonly letters: readonly Envelope[];
};

/** Groups by code, detail and event name: first what was rejected, then what failed, each in order of these. */
export function group(letters: readonly Envelope[]): Group[] {
  const oldestFirst = letters.toSorted((a, b) => a.sentAt - b.sentAt || compareTexts([a.id], [b.id]));
  const groups = Map.groupBy(oldestFirst, (letter) => JSON.stringify(keyOf(letter)));
  return [...groups.values()]
    .flatMap((letters) => {
      const [first] = letters;
      return first === undefined ? [] : [{ rejection: first.rejection, eventName: first.eventName, letters }];
    })
    .sort((a, b) => compareTexts(keyOf(a), keyOf(b)));
}

function keyOf({ rejection, eventName }: Pick<Envelope, 'rejection' | 'eventName'>): string[] {
  const reason = rejection === undefined ? ['failed', '', ''] : ['0', rejection.code, rejection.detail];
  return [...reason, eventName === undefined ? '0' : `1${eventName}`];
}
