import { decode } from './decode.ts';
import type { Delta } from './merge.ts';
import { normalise } from './normalise.ts';
import { type ObservedEvent, observe } from './observe.ts';
import type { StoreText } from './observe-live-event.ts';
import { accept, type Result, reject } from './result.ts';
import { validate } from './validate.ts';

/** An SQS message as the domain sees it. */
export type Message = {
  readonly body: string;
  /** The message attribute `event_name`, where there is one. */
  readonly eventName: string | undefined;
  /** When the message was sent, in epoch milliseconds, by SQS's clock. */
  readonly sentAt: number;
};

/** What an installation has chosen. */
export type Policy = {
  /** Root account uuids whose events are accepted; empty accepts any. */
  readonly rootAccounts: ReadonlySet<string>;
  readonly storeText: StoreText;
};

/** What a message says: rows to merge, none when it carries no grade state. */
export type Reading = {
  readonly deltas: readonly Delta[];
  /** Names of its events that carry no grade state. */
  readonly ignored: readonly string[];
  /** Fields that no documentation knows, `event_name.body.field`. */
  readonly drift: readonly string[];
};

/** One wrong clock would otherwise pin a row to a state of the future for ever. */
const MAX_AHEAD_MILLISECONDS = 15 * 60 * 1000;

/**
 * Reads a message: decodes and validates it, observes what its events say and normalises that, or says why
 * it is rejected.
 *
 * Pure, and never throws, whatever the body.
 */
export function readMessage(message: Message, policy: Policy): Result<Reading> {
  const decoded = decode(message.body);
  if (!decoded.ok) return decoded;
  const validated = validate(decoded.value, message.eventName);
  if (!validated.ok) return validated;
  const deltas: Delta[] = [];
  for (const event of validated.value.events) {
    const facts = observe(event, policy.storeText);
    const rejection = refuse(facts, message.sentAt, policy);
    if (rejection !== undefined) return rejection;
    const normalised = normalise(event, facts);
    if (!normalised.ok) return normalised;
    deltas.push(normalised.value);
  }
  return accept({ deltas, ignored: validated.value.ignored, drift: validated.value.drift });
}

/** Refuses what may not become a row, whatever it says. */
function refuse({ eventTime, identity }: ObservedEvent, sentAt: number, { rootAccounts }: Policy) {
  // Anyone can have Instructure deliver to a queue it may write to, so the queue does not prove whose event this is.
  if (rootAccounts.size > 0 && !rootAccounts.has(identity['root_account_uuid'] ?? '')) {
    return reject(
      'foreign_root_account',
      'root_account_uuid: expected one of the configured root accounts, the uuid that /api/v1/accounts/self of Canvas shows',
    );
  }
  const isInTime = Date.parse(eventTime) <= sentAt + MAX_AHEAD_MILLISECONDS;
  if (!isInTime) {
    return reject('event_from_future', 'event_time: expected at most 15 minutes after the message was sent');
  }
  return undefined;
}
