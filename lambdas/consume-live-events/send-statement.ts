import {
  BatchExecuteStatementCommand,
  type BatchStatementError,
  type BatchStatementErrorCodeEnum,
  type BatchStatementRequest,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import DataLoader from 'dataloader';
import { backOff } from './back-off.ts';

/** DynamoDB carries out at most so many statements in one BatchExecuteStatement. */
const MAX_STATEMENTS = 25;
const refusals: ReadonlySet<string | undefined> = new Set<BatchStatementErrorCodeEnum>([
  'ConditionalCheckFailed',
  'DuplicateItem',
]);
const passing: ReadonlySet<string | undefined> = new Set<BatchStatementErrorCodeEnum>([
  'InternalServerError',
  'ProvisionedThroughputExceeded',
  'RequestLimitExceeded',
  'ThrottlingError',
  'TransactionConflict',
]);

/**
 * Sends one conditional write, and sends it again as long as DynamoDB throttles it and there is time: a
 * table that grows into its load slows the function down, and does not fill the dead-letter queue.
 *
 * @returns false when its condition was not met: a normal answer
 * @throws a StatementError when DynamoDB refuses it otherwise or for too long, or the SDK's error when the
 *   request fails
 */
export type SendStatement = (statement: BatchStatementRequest, signal: AbortSignal) => Promise<boolean>;

type Write = { readonly statement: BatchStatementRequest; readonly signal: AbortSignal };
/** What became of a statement: DynamoDB's error, nothing when it was carried out, or why it was not sent. */
type Outcome = BatchStatementError | undefined | Error;

/**
 * Makes a sender that puts up to 25 statements into a request: those that are sent before the process
 * gets back to its event loop. Each succeeds, is refused, is tried again and fails by itself.
 *
 * DynamoDB refuses a request that names an item twice.
 */
export function createStatementSender(client: DynamoDBClient): SendStatement {
  const writes = new DataLoader<Write, BatchStatementError | undefined>((batch) => execute(client, batch), {
    cache: false,
    maxBatchSize: MAX_STATEMENTS,
  });
  return async (statement, signal) => {
    for (let attempt = 1; ; attempt += 1) {
      const error = await writes.load({ statement, signal });
      if (error === undefined) return true;
      if (refusals.has(error.Code)) return false;
      if (!passing.has(error.Code)) throw new StatementError(error.Code);
      await backOff(attempt, signal).catch(() => {
        throw new StatementError(error.Code);
      });
    }
  };
}

async function execute(client: DynamoDBClient, writes: readonly Write[]): Promise<Outcome[]> {
  const command = new BatchExecuteStatementCommand({ Statements: writes.map(({ statement }) => statement) });
  try {
    const signals = new Set(writes.map(({ signal }) => signal));
    const { Responses } = await client.send(command, { abortSignal: AbortSignal.any([...signals]) });
    return writes.map((_, index) => {
      const response = Responses?.[index];
      return response === undefined ? new StatementError('MissingResponse') : response.Error;
    });
  } catch (error) {
    const isOneOfSeveral =
      writes.length > 1 && error instanceof Error && error.name === 'ValidationException';
    if (!isOneOfSeveral) throw error;
    // One statement that DynamoDB does not take must not fail the others.
    const alone = await Promise.all(
      writes.map((write) => execute(client, [write]).catch((reason: Error) => [reason])),
    );
    return alone.flat();
  }
}

/** A statement failed for a reason that is no refusal; `name` is DynamoDB's code, `ThrottlingError` for example. */
export class StatementError extends Error {
  constructor(code: string | undefined) {
    super('DynamoDB did not carry a statement out');
    this.name = code ?? 'StatementError';
  }
}
