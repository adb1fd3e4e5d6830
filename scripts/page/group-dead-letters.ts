import { compareTexts } from '../command/text.ts';
import type { DeadLetter } from '../system/dead-letter.ts';
import { groupByReason } from '../system/group-dead-letters.ts';

/** Why messages are dead letters, how many, and which events they claim to be. Never a body. */
export type Reason = {
  /** Null: received too often without success. */
  readonly code: string | null;
  readonly detail: string | null;
  readonly count: number;
  /** Of the messages, the first few. */
  readonly ids: readonly string[];
  /** The names that their senders gave them, the first few in order. A null stands for messages without one. */
  readonly eventNames: readonly (string | null)[];
  /** How many more names there are. */
  readonly moreNames: number;
};

/** Senders choose names: as many, and as long, as they like. */
const NAMES_AT_MOST = 12;
const LONGEST_NAME = 80;

/** As many as somebody looks at one by one. */
const IDS_AT_MOST = 20;

/** Counts dead letters by their reason. Reasons keep the order in which their first letter comes. */
export function groupDeadLetters(letters: readonly DeadLetter[]): readonly Reason[] {
  return groupByReason(letters).map(({ rejection, letters }) => {
    const names = [
      ...new Set(letters.map(({ eventName }) => eventName?.slice(0, LONGEST_NAME) ?? null)),
    ].sort((a, b) => compareTexts([a ?? ''], [b ?? '']));
    return {
      code: rejection?.code ?? null,
      detail: rejection?.detail || null,
      count: letters.length,
      ids: letters.slice(0, IDS_AT_MOST).map(({ id }) => id),
      eventNames: names.slice(0, NAMES_AT_MOST),
      moreNames: Math.max(0, names.length - NAMES_AT_MOST),
    };
  });
}
