import {
  BatchExecuteStatementCommand,
  type BatchStatementErrorCodeEnum,
  type BatchStatementRequest,
  type BatchStatementResponse,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { MAX_STATEMENTS_A_REQUEST, STATEMENT_REQUESTS_IN_FLIGHT } from './in-flight.ts';
import { mayPass, retryWhileItMayPass } from './retry.ts';

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

/** A statement that waits for its request, and who waits for what becomes of it. */
type Waiting = {
  readonly statement: BatchStatementRequest;
  readonly signal: AbortSignal;
  readonly resolve: (isConditionMet: boolean) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Makes a sender that puts up to 25 statements into a request: those that are sent before the process
 * gets back to its event loop, or while all requests that may be in flight are. Each succeeds, is refused,
 * is tried again and fails by itself.
 *
 * DynamoDB refuses a request that names an item twice.
 */
export function createStatementSender(client: DynamoDBClient): SendStatement {
  const waiting: Waiting[] = [];
  let inFlight = 0;
  let isScheduled = false;

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(sendWaiting);
  }

  function sendWaiting(): void {
    isScheduled = false;
    while (waiting.length > 0 && inFlight < STATEMENT_REQUESTS_IN_FLIGHT) {
      inFlight += 1;
      void execute(client, waiting.splice(0, MAX_STATEMENTS_A_REQUEST)).finally(() => {
        inFlight -= 1;
        schedule();
      });
    }
  }

  const send = (statement: BatchStatementRequest, signal: AbortSignal) =>
    new Promise<boolean>((resolve, reject) => {
      waiting.push({ statement, signal, resolve, reject });
      schedule();
    });
  return (statement, signal) => retryWhileItMayPass(() => send(statement, signal), signal);
}

/** Settles each of the statements; never rejects. */
async function execute(client: DynamoDBClient, statements: readonly Waiting[]): Promise<void> {
  try {
    const command = new BatchExecuteStatementCommand({
      Statements: statements.map(({ statement }) => statement),
    });
    const signals = new Set(statements.map(({ signal }) => signal));
    const { Responses } = await client.send(command, { abortSignal: AbortSignal.any([...signals]) });
    for (const [index, { resolve, reject }] of statements.entries()) {
      const answer = toAnswer(Responses?.[index]);
      if (answer instanceof StatementError) reject(answer);
      else resolve(answer);
    }
  } catch (error) {
    if (statements.length === 1 || !isInvalid(error)) {
      for (const { reject } of statements) reject(error);
      return;
    }
    // One that DynamoDB does not take must not fail the others. One after another, they stay one request in flight.
    for (const statement of statements) await execute(client, [statement]);
  }
}

/** Tells whether the condition of a statement was met, or why nobody knows. */
function toAnswer(response: BatchStatementResponse | undefined): boolean | StatementError {
  if (response === undefined) return new StatementError('MissingResponse');
  if (response.Error === undefined) return true;
  return refusals.has(response.Error.Code) ? false : new StatementError(response.Error.Code);
}

/** Tells whether a request was refused for what is in it; 413 is too large. */
function isInvalid(error: unknown): boolean {
  if (!(error instanceof Error) || mayPass(error)) return false;
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  return [400, 413].includes($metadata?.httpStatusCode ?? 0);
}

/** A statement failed for a reason that is no refusal; `name` is DynamoDB's code, `ThrottlingError` for example. */
export class StatementError extends Error {
  constructor(code: string | undefined) {
    super('DynamoDB did not carry a statement out');
    this.name = code ?? 'StatementError';
  }
}
