import type { SQSBatchResponse } from 'aws-lambda';
import type { FunctionProcess, Invocation } from '../scripts/local/function/function-process.ts';
import { shuffle } from '../scripts/local/messages/shuffle.ts';
import { type Effect, neverAnswer } from './effects.ts';
import type { Kind } from './kinds.ts';
import { openRandom } from './random.ts';

type InvocationFaultKind = Extract<Kind, 'consumer-killed' | 'consumer-paused' | 'out-of-time' | 'cut-off'>;

/** What happens to a consumer during an invocation, and with which of its requests. */
export type InvocationFault = {
  readonly kind: InvocationFaultKind;
  readonly atRequest: number;
  /** Whether that request is still carried out. */
  readonly isCarriedOut: boolean;
};

/** Longer than messages stay invisible, shorter than the function's timeout. */
const PAUSE_MILLISECONDS = 2500;

/** Decides what happens to consumers. */
export type InvocationFaults = {
  readonly draw: () => InvocationFault | undefined;
  /** Takes back a fault that did not come about: its invocation was over before. */
  readonly putBack: (fault: InvocationFault) => void;
};

/** Two of three invocations meet a fault, until there were enough of each kind. */
export function openInvocationFaults(seed: string, events: number): InvocationFaults {
  const random = openRandom(seed, 'invocations');
  // A quarter more than needed. Each costs a batch, and a cut-off one as many seconds as the function may take.
  const ofEach = Math.ceil(events / 80);
  const kinds = Object.keys(signs) as InvocationFaultKind[];
  const deck = Array.from({ length: ofEach }, (_, round) => shuffle(kinds, `${seed}/${round}`)).flat();
  return {
    draw() {
      const kind = random.chance(1 / 3) ? undefined : deck.pop();
      return kind && { kind, atRequest: random.integer(1, 4), isCarriedOut: random.chance(0.5) };
    },
    putBack: ({ kind }) => void deck.push(kind),
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
