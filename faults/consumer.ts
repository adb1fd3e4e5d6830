import type { SQSEvent } from 'aws-lambda';
import { createLocalFunction } from '../scripts/local/function/local-function.ts';
import type { LocalSystem } from '../scripts/local/local-system.ts';
import { startEventSourceMapping } from '../scripts/local/mapping/event-source-mapping.ts';
import type { Deployment, FunctionDefinition } from '../scripts/local/stack/deploy.ts';
import type { Deliveries } from './deliveries.ts';
import { type Effect, pass } from './effects.ts';
import type { Exchange } from './exchange.ts';
import { hasSuffered, type InvocationFault, type InvocationFaults, strike } from './invocation-faults.ts';
import type { Tally } from './kinds.ts';
import { startProxy } from './proxy.ts';
import type { RequestFaults } from './request-faults.ts';
import { watchUnprocessedKeys } from './unprocessed-keys.ts';
import type { WritesWatch } from './watch-writes.ts';

/** One consumer of the queue: a mapping that gives one batch at a time to a function behind a proxy. */
export type Consumer = {
  /** Receives nothing more, and waits until the invocation under way has ended. */
  readonly finish: () => Promise<void>;
  /** Kills the function, and waits until nothing it asked for is under way any more. */
  readonly stop: () => Promise<void>;
};

/** What all consumers of a run have in common. */
export type Surroundings = {
  readonly system: LocalSystem;
  readonly batchSize: number;
  readonly requestFaults: RequestFaults;
  readonly invocationFaults: InvocationFaults;
  readonly tally: Tally;
  readonly deliveries: Deliveries;
  readonly writes: WritesWatch;
  /** Gets a sentence for each row written unread. */
  readonly violations: string[];
};

/** The function keeps five seconds back to answer, and so has two for its work. */
const timeoutSeconds = 7;

/** Starts to consume. What hits it, and counts, is decided by the faults it is given. */
export async function startConsumer(options: Surroundings): Promise<Consumer> {
  const { system, tally, deliveries, requestFaults, invocationFaults } = options;
  const { engines, deployment } = system;
  const watch = watchUnprocessedKeys(options.violations);
  let requests = 0;
  let fault: InvocationFault | undefined;
  let hasStruck = false;

  const effectOf = (exchange: Exchange): Effect => {
    watch.onRequest(exchange);
    requests += 1;
    const [runtime] = consumer.busy();
    // Time that has run out stays so; all other faults strike once.
    const isOver = hasStruck && fault?.kind !== 'out-of-time';
    if (fault === undefined || isOver || requests < fault.atRequest || runtime === undefined) {
      return requestFaults.effectOn(exchange) ?? pass;
    }
    hasStruck = true;
    return strike(fault, runtime);
  };
  const proxy = await startProxy({
    endpoints: engines.endpoints,
    effectOf,
    onAnswer: watch.onAnswer,
    onCarriedOut: (exchange, answer) => options.writes.note(watch, exchange, answer),
  });
  const consumer = createLocalFunction(behind(proxy.endpoint, deployment), {
    sqs: proxy.endpoint,
    dynamodb: proxy.endpoint,
  });

  const invoke = async (event: SQSEvent) => {
    requests = 0;
    hasStruck = false;
    fault = invocationFaults.draw();
    watch.beginInvocation();
    deliveries.begin(event.Records);
    const invocation = await consumer.invoke(event);
    deliveries.end(event.Records);
    if (fault !== undefined) {
      if (hasStruck && hasSuffered(invocation, fault)) tally.add(fault.kind);
      else invocationFaults.putBack(fault);
    }
    fault = undefined;
    return invocation;
  };
  const mapping = startEventSourceMapping({
    sqs: engines.clients.sqs,
    queue: deployment.queue,
    mapping: { ...deployment.mapping, batchSize: options.batchSize, maximumConcurrency: 1 },
    invoke,
    // What has failed, that is. What a consumer stands still with comes again when its visibility ends.
    redeliverAfterSeconds: 0,
  });
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    await consumer.stop();
    await mapping.stop();
    await proxy.close();
  };
  return { finish: mapping.stop, stop: () => (stopped ??= stop()) };
}

/** The SDK follows the host of a queue's URL, whatever its endpoint. */
function behind(endpoint: string, { function: definition, deadLetterQueue }: Deployment): FunctionDefinition {
  const DEAD_LETTER_QUEUE_URL = endpoint + new URL(deadLetterQueue.url).pathname;
  return { ...definition, timeoutSeconds, environment: { ...definition.environment, DEAD_LETTER_QUEUE_URL } };
}
