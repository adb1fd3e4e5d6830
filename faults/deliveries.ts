import type { SQSRecord } from 'aws-lambda';
import type { Tally } from './kinds.ts';

/** Which messages were delivered to the function, and which it works on now. */
export type Deliveries = {
  readonly begin: (records: readonly SQSRecord[]) => void;
  readonly end: (records: readonly SQSRecord[]) => void;
  /** Notes a delivery after the fact. */
  readonly note: (records: readonly SQSRecord[]) => void;
  /** How many messages were delivered at least once, how often all of them, and to how many consumers at once. */
  total(): { readonly messages: number; readonly deliveries: number; readonly mostAtOnce: number };
};

export function openDeliveries(tally: Tally): Deliveries {
  const delivered = new Map<string, { times: number; inWork: number }>();
  let running = 0;
  let mostAtOnce = 0;
  const add = (records: readonly SQSRecord[], inWork: 0 | 1) => {
    for (const { messageId } of records) {
      const message = delivered.get(messageId) ?? { times: 0, inWork: 0 };
      if (message.inWork > 0) tally.add('delivered-while-in-work');
      delivered.set(messageId, { times: message.times + 1, inWork: message.inWork + inWork });
    }
  };
  return {
    begin(records) {
      running += 1;
      mostAtOnce = Math.max(mostAtOnce, running);
      add(records, 1);
    },
    note: (records) => add(records, 0),
    end(records) {
      running -= 1;
      for (const { messageId } of records) {
        const message = delivered.get(messageId);
        if (message !== undefined) message.inWork -= 1;
      }
    },
    total() {
      const times = [...delivered.values()].map((message) => message.times);
      return {
        messages: times.length,
        deliveries: times.reduce((sum, each) => sum + each, 0),
        mostAtOnce,
      };
    },
  };
}
