import {
  answerLate,
  carryOutLate,
  type Effect,
  failStatements,
  leaveUnprocessed,
  loseAnswer,
  refuseWith,
  resetAfter,
  resetBefore,
} from './effects.ts';
import type { Exchange } from './exchange.ts';
import type { Kind, Tally } from './kinds.ts';
import { openRandom, type Random } from './random.ts';
import { keysOf, type RequestItems, statementsOf, writesRow } from './requests.ts';
import { openSchedule } from './schedule.ts';

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
  readonly attempts?: readonly number[];
};

const loads = ['BatchGetItem'];
const writes = ['BatchExecuteStatement'];
const sends = ['SendMessage'];
const anyOfTables = [...loads, 'GetItem', ...writes];

const serverError = 'com.amazonaws.dynamodb.v20120810#InternalServerError';
const throttlings = [
  'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
  'com.amazonaws.dynamodb.v20120810#ThrottlingException',
];
const queueError = 'com.amazonaws.sqs#InternalFailure';

/** In this order: a request meets the first one that is due. */
const requestFaults: readonly RequestFault[] = [
  {
    kind: 'unprocessed-keys',
    operations: loads,
    oneOf: 3,
    effect: (random) => leaveUnprocessed(() => random.chance(0.5)),
    meets: asksForSeveral,
  },
  {
    kind: 'stale-read',
    operations: loads,
    oneOf: 3,
    effect: (random) => answerLate(random.integer(300, 800)),
    meets: asksForSeveral,
  },
  {
    kind: 'dead-letter-refused',
    operations: sends,
    oneOf: 3,
    effect: (random) => random.pick([refuseWith(500, queueError), resetBefore]),
    attempts: [ALL],
  },
  { kind: 'dead-letter-answer-lost', operations: sends, oneOf: 3, effect: () => loseAnswer(queueError) },
  {
    kind: 'condition-refused',
    operations: writes,
    oneOf: 8,
    effect: (random) =>
      failStatements(random.pick(['ConditionalCheckFailed', 'DuplicateItem']), () => random.chance(0.5), {
        mayFail: writesRow,
      }),
    // Only a row has other writers: what the history is said to have, it has.
    meets: (input) => statementsOf(input).some(writesRow),
  },
  {
    kind: 'statements-throttled',
    operations: writes,
    oneOf: 8,
    effect: (random) =>
      failStatements(random.pick(['ThrottlingError', 'ProvisionedThroughputExceeded']), () =>
        random.chance(0.5),
      ),
  },
  {
    kind: 'statement-answers-lost',
    operations: writes,
    oneOf: 8,
    effect: (random) =>
      failStatements('InternalServerError', () => random.chance(0.5), { areCarriedOut: true }),
  },
  {
    kind: 'late-write',
    operations: writes,
    oneOf: 8,
    effect: (random) => carryOutLate(random.integer(50, 1500)),
  },
  { kind: 'reset-after', operations: writes, oneOf: 10, effect: () => resetAfter },
  { kind: 'answer-lost', operations: writes, oneOf: 10, effect: () => loseAnswer(serverError) },
  {
    kind: 'throttled',
    operations: anyOfTables,
    oneOf: 15,
    effect: (random) => refuseWith(400, random.pick(throttlings)),
    attempts: [1, ALL],
  },
  {
    kind: 'server-error',
    operations: anyOfTables,
    oneOf: 15,
    effect: () => refuseWith(500, serverError),
    attempts: [1, ALL],
  },
  { kind: 'reset-before', operations: anyOfTables, oneOf: 15, effect: () => resetBefore, attempts: [1, ALL] },
  {
    kind: 'slow-answer',
    operations: anyOfTables,
    oneOf: 15,
    effect: (random) => answerLate(random.integer(50, 500)),
  },
];

function asksForSeveral(input: Exchange['input']): boolean {
  return keysOf(input['RequestItems'] as RequestItems).length > 1;
}

/** Decides which requests a fault hits. */
export type RequestFaults = { readonly effectOn: (exchange: Exchange) => Effect | undefined };

export function openRequestFaults(seed: string, tally: Tally): RequestFaults {
  const lasting = new Map<string, { effect: Effect; attempts: number }>();
  const faults = requestFaults.map((fault) => {
    const random = openRandom(seed, fault.kind);
    return { ...fault, random, isDue: openSchedule(fault.oneOf, random) };
  });
  return {
    effectOn({ operation, input, callId, attempt }) {
      if (attempt > 1) {
        const again = lasting.get(callId);
        return again !== undefined && attempt <= again.attempts ? again.effect : undefined;
      }
      const fault = faults.find(
        (each) => each.operations.includes(operation) && (each.meets?.(input) ?? true) && each.isDue(),
      );
      if (fault === undefined) return undefined;
      tally.add(fault.kind);
      const effect = fault.effect(fault.random);
      lasting.set(callId, { effect, attempts: fault.random.pick(fault.attempts ?? [1]) });
      return effect;
    },
  };
}
