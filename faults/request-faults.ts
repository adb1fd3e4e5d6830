import {
  answerLate,
  carryOutLate,
  type Effect,
  leaveUnprocessed,
  loseAnswer,
  loseResponses,
  refuseStatements,
  refuseWith,
  resetAfter,
  resetBefore,
} from './effects.ts';
import type { Exchange } from './exchange.ts';
import type { Kind, Tally } from './kinds.ts';
import { openRandom, type Random } from './random.ts';
import { openSchedule } from './schedule.ts';
import { statementsOf, writesRow } from './writes.ts';

/** More than the SDK makes: it gives up, and the function has to do without. */
const ALL = 9;

type RequestFault = {
  readonly kind: Kind;
  /** Which operations it hits, and one of how many calls. */
  readonly operations: readonly string[];
  readonly oneOf: number;
  readonly effect: (random: Random) => Effect;
  /** Which of their requests it hits. */
  readonly meets?: (input: Exchange['input']) => boolean;
  /** How many attempts of a call it hits: one, or as many as are drawn of these. */
  readonly attempts?: readonly [number, ...number[]];
};

const reads = ['BatchGetItem', 'GetItem'];
const writes = ['BatchExecuteStatement'];
const sends = ['SendMessage'];

const dynamodb = (name: string) => `com.amazonaws.dynamodb.v20120810#${name}`;
const sqs = (name: string) => `com.amazonaws.sqs#${name}`;

const requestFaults: readonly RequestFault[] = [
  {
    kind: 'unprocessed-keys',
    operations: ['BatchGetItem'],
    oneOf: 3,
    effect: (random) => leaveUnprocessed(() => random.chance(0.5)),
  },
  {
    kind: 'stale-read',
    operations: ['BatchGetItem'],
    oneOf: 3,
    effect: (random) => answerLate(random.integer(300, 800)),
  },
  {
    kind: 'dead-letter-refused',
    operations: sends,
    oneOf: 2,
    effect: (random) => random.pick([refuseWith(500, sqs('InternalFailure')), resetBefore]),
    attempts: [ALL],
  },
  {
    kind: 'dead-letter-answer-lost',
    operations: sends,
    oneOf: 3,
    effect: () => loseAnswer(sqs('InternalFailure')),
  },
  {
    kind: 'throttled',
    operations: [...reads, ...writes],
    oneOf: 20,
    effect: (random) =>
      refuseWith(
        400,
        dynamodb(random.pick(['ProvisionedThroughputExceededException', 'ThrottlingException'])),
      ),
    attempts: [1, ALL],
  },
  {
    kind: 'server-error',
    operations: [...reads, ...writes],
    oneOf: 20,
    effect: () => refuseWith(500, dynamodb('InternalServerError')),
    attempts: [1, ALL],
  },
  {
    kind: 'reset-before',
    operations: [...reads, ...writes],
    oneOf: 20,
    effect: () => resetBefore,
    attempts: [1, ALL],
  },
  { kind: 'reset-after', operations: writes, oneOf: 12, effect: () => resetAfter },
  {
    kind: 'answer-lost',
    operations: writes,
    oneOf: 10,
    effect: () => loseAnswer(dynamodb('InternalServerError')),
  },
  {
    kind: 'slow-answer',
    operations: [...reads, ...writes],
    oneOf: 25,
    effect: (random) => answerLate(random.integer(50, 500)),
  },
  {
    kind: 'late-write',
    operations: writes,
    oneOf: 8,
    effect: (random) => carryOutLate(random.integer(50, 1500)),
  },
  {
    kind: 'condition-refused',
    operations: writes,
    oneOf: 8,
    effect: (random) =>
      refuseStatements(
        random.pick(['ConditionalCheckFailed', 'DuplicateItem']),
        () => random.chance(0.5),
        writesRow,
      ),
    // Only a row has other writers: what the history is said to have, it has.
    meets: (input) => statementsOf(input).some(writesRow),
  },
  {
    kind: 'statements-throttled',
    operations: writes,
    oneOf: 8,
    effect: (random) =>
      refuseStatements(random.pick(['ThrottlingError', 'ProvisionedThroughputExceeded']), () =>
        random.chance(0.5),
      ),
  },
  {
    kind: 'statement-answers-lost',
    operations: writes,
    oneOf: 8,
    effect: (random) => loseResponses(() => random.chance(0.5)),
  },
];

/** Decides which requests a fault hits. */
export type RequestFaults = { readonly effectOn: (exchange: Exchange) => Effect | undefined };

export function openRequestFaults(seed: string, tally: Tally): RequestFaults {
  const lasting = new Map<string, { effect: Effect; attempts: number }>();
  const faults = requestFaults.map((fault) => {
    const random = openRandom(seed, fault.kind);
    return { ...fault, random, schedule: openSchedule(fault.oneOf, random) };
  });
  return {
    effectOn({ operation, input, callId, attempt }) {
      if (attempt > 1) {
        const again = lasting.get(callId);
        return again !== undefined && attempt <= again.attempts ? again.effect : undefined;
      }
      if (operation === 'BatchGetItem' && countKeys(input) < 2) return undefined;
      const due = faults.filter(
        (each) =>
          each.operations.includes(operation) && (each.meets?.(input) ?? true) && each.schedule.isDue(),
      );
      const fault = due.at(0);
      if (fault === undefined) return undefined;
      fault.schedule.take();
      tally.add(fault.kind);
      const effect = fault.effect(fault.random);
      lasting.set(callId, { effect, attempts: fault.random.pick(fault.attempts ?? [1]) });
      return effect;
    },
  };
}

function countKeys(input: Exchange['input']): number {
  const tables = Object.values(
    input['RequestItems'] as { readonly [table: string]: { readonly Keys: unknown[] } },
  );
  return tables.reduce((sum, { Keys }) => sum + Keys.length, 0);
}
