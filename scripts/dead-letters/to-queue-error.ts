import { QueueDoesNotExist } from '@aws-sdk/client-sqs';
import { adviceOn, ConnectionError, silenceOf } from '../system/connect.ts';

/** Messages of AWS that name a principal, an action or a service, and nothing that was in a request. */
const isQuotable =
  /^(AccessDenied|CredentialsProviderError|ExpiredToken|RequestExpired|InvalidClientTokenId|UnrecognizedClient)/;

/**
 * Makes an error of SQS or of the way to it one for people; any other stays what it is, an interruption too.
 *
 * AWS quotes a value when it finds one at fault, so of an unknown error of AWS only the name is told.
 */
export function toQueueError(error: unknown, stack: string): unknown {
  if (!(error instanceof Error) || error.name === 'AbortError') return error;
  const advice = adviceOnError(error, stack);
  return advice === undefined ? error : new ConnectionError(advice, { cause: error });
}

function adviceOnError(error: Error, stack: string): string | undefined {
  if (error instanceof QueueDoesNotExist) return `A queue of ${stack} does not exist any more.`;
  if (isQuotable.test(error.name) || /region is missing/i.test(error.message)) return adviceOn(error, stack);
  const silence = silenceOf(error);
  if (silence !== undefined) return `SQS does not answer (${silence}).`;
  return '$metadata' in error ? `SQS refused: ${error.name}.` : undefined;
}
