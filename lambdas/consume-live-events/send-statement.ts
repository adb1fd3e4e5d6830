import {
  BatchExecuteStatementCommand,
  type BatchStatementErrorCodeEnum,
  type BatchStatementRequest,
  type BatchStatementResponse,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import DataLoader from 'dataloader';
import { mayPass, retryWhileItMayPass } from './retry.ts';
import { createTurns } from './turns.ts';

/** DynamoDB carries out at most so many statements in one BatchExecuteStatement. */
const MAX_STATEMENTS = 25;
const REQUESTS_IN_FLIGHT = 12;
/** As many as fill the requests that may be in flight; more at once only wait. */
export const STATEMENTS_IN_FLIGHT = MAX_STATEMENTS * REQUESTS_IN_FLIGHT;

const refusals: ReadonlySet<string | undefined> = new Set<BatchStatementErrorCodeEnum>([
  'ConditionalCheckFailed',
  'DuplicateItem',
]);

/**
 * Sends one conditional write, again and again while its error may pass and there is time.
 *
 * @returns false when its condition was not met: a normal answer
 * @throws a StatementError when DynamoDB refuses it otherwise, or the SDK's error when the request fails
 */
export type SendStatement = (statement: BatchStatementRequest, signal: AbortSignal) => Promise<boolean>;

type Write = { readonly statement: BatchStatementRequest; readonly signal: AbortSignal };
/** Whether the condition of a write was met, or why nobody knows. */
type Outcome = boolean | Error;

/**
 * Makes a sender that puts up to 25 statements into a request: those that are sent before the process
 * gets back to its event loop, or while all requests that may be in flight are. Each succeeds, is refused,
 * is tried again and fails by itself.
 *
 * DynamoDB refuses a request that names an item twice.
 */
export function createStatementSender(client: DynamoDBClient): SendStatement {
  const turns = createTurns(REQUESTS_IN_FLIGHT);
  const writes = new DataLoader<Write, boolean>((batch) => execute(client, batch).finally(turns.end), {
    batchScheduleFn: turns.take,
    maxBatchSize: MAX_STATEMENTS,
    cache: false,
  });
  return (statement, signal) => retryWhileItMayPass(() => writes.load({ statement, signal }), signal);
}

async function execute(client: DynamoDBClient, writes: readonly Write[]): Promise<Outcome[]> {
  const command = new BatchExecuteStatementCommand({ Statements: writes.map(({ statement }) => statement) });
  try {
    const signals = new Set(writes.map(({ signal }) => signal));
    const { Responses } = await client.send(command, { abortSignal: AbortSignal.any([...signals]) });
    return writes.map((_, index) => toOutcome(Responses?.[index]));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // One statement that DynamoDB does not take must not fail the others.
    if (writes.length > 1 && isInvalid(error)) {
      const alone = await Promise.all(writes.map((write) => execute(client, [write])));
      return alone.flat();
    }
    return writes.map(() => error);
  }
}

function toOutcome(response: BatchStatementResponse | undefined): Outcome {
  if (response === undefined) return new StatementError('MissingResponse');
  if (response.Error === undefined) return true;
  return refusals.has(response.Error.Code) ? false : new StatementError(response.Error.Code);
}

/** Tells whether a request was refused for what is in it; 413 is too large. */
function isInvalid(error: Error): boolean {
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  return [400, 413].includes($metadata?.httpStatusCode ?? 0) && !mayPass(error);
}

/** A statement failed for a reason that is no refusal; `name` is DynamoDB's code, `ThrottlingError` for example. */
export class StatementError extends Error {
  constructor(code: string | undefined) {
    super('DynamoDB did not carry a statement out');
    this.name = code ?? 'StatementError';
  }
}
