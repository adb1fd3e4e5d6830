/** Every kind of fault that a run injects, and what it does. */
export const kinds = {
  'event-lost': 'a message that Canvas never sends',
  'event-duplicated': 'a copy of a message, sent again later',
  'event-delayed': 'a message sent long after those that followed it',
  'event-reordered': 'a message sent after one of a later event',
  throttled: 'DynamoDB throttles a request',
  'server-error': 'DynamoDB answers 500 and has done nothing',
  'reset-before': 'the connection is reset before a request is carried out',
  'reset-after': 'a write is carried out and the connection reset',
  'answer-lost': 'a write is carried out and answered with 500',
  'slow-answer': 'a request is carried out and answered late',
  'stale-read': 'the rows of a batch are read, and the answer comes when others may have written them',
  'late-write': 'a write is carried out late, also when nobody waits for it any more',
  'unprocessed-keys': 'BatchGetItem leaves a part of the keys unprocessed',
  'statements-throttled': 'DynamoDB throttles some of the writes of a request',
  'statement-answers-lost':
    'some writes of a request are carried out and answered with an error all the same',
  'condition-refused': 'a write is told, untruly, that another consumer was faster',
  'condition-raced': 'a write is refused because another consumer was faster',
  'dead-letter-refused': 'the dead-letter queue does not take a message',
  'dead-letter-answer-lost': 'the dead-letter queue takes a message and answers with 500',
  'consumer-killed': 'the function is killed in the middle of a batch',
  'consumer-paused': 'the function stands still for longer than its messages stay invisible, then continues',
  'out-of-time': 'the function runs short of time and reports the rest of its batch as failed',
  'cut-off': 'the function stands still until its timeout kills it',
  'delivered-while-in-work': 'a message is delivered again while a consumer still works on it',
} as const satisfies { readonly [kind: string]: string };

export type Kind = keyof typeof kinds;

export const kindNames = Object.keys(kinds) as Kind[];

/** How often each kind was injected. */
export type Tally = {
  readonly add: (kind: Kind) => void;
  readonly count: (kind: Kind) => number;
};

export function openTally(): Tally {
  const counts = new Map<Kind, number>();
  const count = (kind: Kind) => counts.get(kind) ?? 0;
  return { add: (kind) => counts.set(kind, count(kind) + 1), count };
}

/** How often each kind must be injected at least for a run to prove something: 20 times for 2,000 events or more. */
export function leastCount(events: number): number {
  return Math.max(1, Math.min(20, Math.floor(events / 100)));
}

/** Kinds that a run injected too rarely. */
export function findRareKinds(tally: Tally, events: number): Kind[] {
  return kindNames.filter((kind) => tally.count(kind) < leastCount(events));
}
