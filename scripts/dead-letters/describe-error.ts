import { QueueDoesNotExist } from '@aws-sdk/client-sqs';
import { UsageError } from '../command/command-error.ts';
import { adviceOn, ConnectionError } from '../system/connect.ts';

/** Messages of AWS that name a principal, an action or a service, and nothing that was in a request. */
const isQuotable =
  /^(AccessDenied|CredentialsProviderError|ExpiredToken|RequestExpired|InvalidClientTokenId|UnrecognizedClient)/;

/**
 * Puts an error into words for an operator.
 *
 * AWS quotes a value when it finds one at fault, so of an unknown error of AWS only the name is told.
 */
export function describeError(error: unknown, stack: string): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ConnectionError || error instanceof UsageError) return error.message;
  if (error instanceof QueueDoesNotExist) return `A queue of ${stack} does not exist any more.`;
  if (isQuotable.test(error.name) || /region is missing/i.test(error.message)) return adviceOn(error, stack);
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined) return `SQS does not answer (${code}).`;
  if ('$metadata' in error) return `SQS refused: ${error.name}.`;
  // A plain Error was written for whoever runs this; of any other, the place is worth knowing.
  return error.constructor === Error ? error.message : (error.stack ?? error.message);
}
