import type { Answer, Exchange } from './exchange.ts';
import type { Tally } from './kinds.ts';
import { responsesOf, writesOf } from './requests.ts';

/**
 * Watches that of all writes of a row that start from the same revision only one is accepted, and counts those
 * that are refused because another consumer was faster.
 *
 * Rows tell an overwritten change only if it was among the last two of its row; this tells every one.
 */
export type WritesWatch = {
  /** Notes a request that was carried out, in whatever order and whether or not its consumer got the answer. */
  readonly note: (consumer: object, exchange: Exchange, answer: Answer) => void;
};

/** @param violations gets a sentence for each overwritten row */
export function watchWrites(violations: string[], tally: Tally): WritesWatch {
  const consumersByStep = new Map<string, object>();
  return {
    note(consumer, exchange, answer) {
      const writes = writesOf(exchange);
      const responses = writes.length === 0 ? [] : responsesOf(answer);
      for (const [index, { Error: error }] of responses.entries()) {
        const write = writes[index];
        if (write === undefined) continue;
        const faster = consumersByStep.get(write.step);
        if (error === undefined) {
          if (faster !== undefined) violations.push(`a row of ${write.table} was overwritten, not joined`);
          consumersByStep.set(write.step, consumer);
        } else if (write.isOfRow && isRefusal(error.Code) && faster !== consumer) {
          tally.add('condition-raced');
        }
      }
    },
  };
}

function isRefusal(code: string | undefined): boolean {
  return code === 'ConditionalCheckFailed' || code === 'DuplicateItem';
}
