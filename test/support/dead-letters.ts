import type { DeadLetter } from '../../scripts/system/dead-letter.ts';

/** A dead letter, failed unless the test says why it was rejected. */
export function deadLetter(parts: Partial<DeadLetter> = {}): DeadLetter {
  return {
    id: 'id',
    rejection: undefined,
    eventName: 'grade_change',
    sentAt: 0,
    firstReceivedAt: undefined,
    receiveCount: 1,
    attributes: {},
    body: 'a secret',
    ...parts,
  };
}
