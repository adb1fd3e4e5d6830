import type { SQSBatchResponse } from 'aws-lambda';
import type { FunctionProcess, Invocation } from '../scripts/local/function/function-process.ts';
import { shuffle } from '../scripts/local/messages/shuffle.ts';
import { type Effect, neverAnswer } from './effects.ts';
import type { Kind, Tally } from './kinds.ts';
import { openRandom } from './random.ts';

type InvocationFaultKind = Extract<Kind, 'consumer-killed' | 'consumer-paused' | 'out-of-time' | 'cut-off'>;

/** What happens to a consumer during an invocation, and with which of its requests. */
export type InvocationFault = {
  readonly kind: InvocationFaultKind;
  readonly atRequest: number;
  /** Whether that request is still carried out. */
  readonly isCarriedOut: boolean;
};

/** Decides what happens to consumers. */
export type InvocationFaults = {
  readonly draw: () => InvocationFault | undefined;
  /** Takes back a fault that did not come about: its invocation was over before. */
  readonly putBack: (fault: InvocationFault) => void;
};

/** Six invocations in a row have one each of these, in an order of their own; the others are calm. */
const deck: readonly (InvocationFaultKind | undefined)[] = [
  'consumer-killed',
  'consumer-paused',
  'out-of-time',
  'cut-off',
  undefined,
  undefined,
];

/** Longer than messages stay invisible, shorter than the function's timeout. */
const PAUSE_MILLISECONDS = 2500;

export function openInvocationFaults(seed: string, events: number, tally: Tally): InvocationFaults {
  const random = openRandom(seed, 'invocations');
  // A quarter more than needed. Each costs a batch, and a cut-off one as many seconds as the function may take.
  const most = Math.ceil(events / 80);
  let drawn: (InvocationFaultKind | undefined)[] = [];
  let decks = 0;
  return {
    draw() {
      if (drawn.length === 0) {
        decks += 1;
        drawn = shuffle(deck, `${seed}/deck ${decks}`);
      }
      const kind = drawn.pop();
      const fault = { atRequest: random.integer(1, 8), isCarriedOut: random.chance(0.5) };
      return kind !== undefined && tally.count(kind) < most ? { kind, ...fault } : undefined;
    },
    putBack: ({ kind }) => void drawn.push(kind),
  };
}

/** What a fault does with the request that it strikes, and with the process that sent it. */
export function strike({ kind, isCarriedOut }: InvocationFault, runtime: FunctionProcess): Effect {
  if (kind === 'consumer-killed') {
    return async (exchange) => {
      if (isCarriedOut) await exchange.carryOut();
      await runtime.kill();
    };
  }
  if (kind === 'out-of-time') {
    return (exchange) =>
      neverAnswer(isCarriedOut && exchange.operation === 'BatchExecuteStatement')(exchange);
  }
  return async (exchange) => {
    const answer = await exchange.carryOut();
    signal(runtime, 'SIGSTOP');
    exchange.answer(answer);
    if (kind === 'consumer-paused') setTimeout(() => signal(runtime, 'SIGCONT'), PAUSE_MILLISECONDS);
  };
}

function signal(runtime: FunctionProcess, name: 'SIGSTOP' | 'SIGCONT'): void {
  if (runtime.isAlive() && runtime.pid !== undefined) process.kill(runtime.pid, name);
}

/** How an invocation must have ended for its fault to count. */
const signs: { readonly [kind in InvocationFaultKind]: (invocation: Invocation) => boolean } = {
  'consumer-killed': (invocation) => errorTypeOf(invocation) === 'Runtime.ExitError',
  'cut-off': (invocation) => errorTypeOf(invocation) === 'Sandbox.Timedout',
  'consumer-paused': ({ ok }) => ok,
  'out-of-time': (invocation) =>
    invocation.ok && (invocation.response as SQSBatchResponse).batchItemFailures.length > 0,
};

export function hasSuffered(invocation: Invocation, { kind }: InvocationFault): boolean {
  return signs[kind](invocation);
}

function errorTypeOf(invocation: Invocation): string | undefined {
  return invocation.ok ? undefined : invocation.error.errorType;
}
