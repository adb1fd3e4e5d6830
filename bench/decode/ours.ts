import { decode } from '../../lambdas/consume-live-events/domain/decode.ts';
import { validate } from '../../lambdas/consume-live-events/domain/validate.ts';

/**
 * Decodes and validates as the function does, without normalising.
 *
 * That is more than the peers do: instants come out in UTC, and fields that nobody documents are listed.
 */
export function decodeWithOurs(body: string): unknown {
  const decoded = decode(body);
  if (!decoded.ok) return undefined;
  const validated = validate(decoded.value, undefined);
  return validated.ok ? validated.value : undefined;
}
