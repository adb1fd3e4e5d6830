import type { SQSRecord } from 'aws-lambda';
import type { Tally } from './kinds.ts';

/** Which messages were delivered to the function, and which it works on now. */
export type Deliveries = {
  readonly begin: (records: readonly SQSRecord[]) => void;
  readonly end: (records: readonly SQSRecord[]) => void;
  /** How many messages were delivered at least once, how often all of them, and to how many consumers at once. */
  total(): { readonly messages: number; readonly deliveries: number; readonly mostAtOnce: number };
};

export function openDeliveries(tally: Tally): Deliveries {
  /** By message, how many consumers work on it. */
  const inWork = new Map<string, number>();
  let deliveries = 0;
  let running = 0;
  let mostAtOnce = 0;
  return {
    begin(records) {
      running += 1;
      mostAtOnce = Math.max(mostAtOnce, running);
      deliveries += records.length;
      for (const { messageId } of records) {
        const others = inWork.get(messageId) ?? 0;
        if (others > 0) tally.add('delivered-while-in-work');
        inWork.set(messageId, others + 1);
      }
    },
    end(records) {
      running -= 1;
      for (const { messageId } of records) inWork.set(messageId, (inWork.get(messageId) ?? 1) - 1);
    },
    total: () => ({ messages: inWork.size, deliveries, mostAtOnce }),
  };
}
