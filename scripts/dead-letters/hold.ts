import { ChangeMessageVisibilityBatchCommand, DeleteMessageCommand, type Message } from '@aws-sdk/client-sqs';
import type { System } from '../system/connect.ts';
import { forEachTen } from '../system/queue.ts';

/** How messages are received and held. */
export type Polling = {
  /** How long a message stays hidden if nothing more is done, as after a SIGKILL. */
  readonly visibilitySeconds: number;
  /** How often all that are held are hidden for another visibility timeout. Well below it. */
  readonly extendEverySeconds: number;
  /** Of a long poll. */
  readonly waitSeconds: number;
};

/** Moderate: an operator can wait for it after a kill, and it leaves time to extend 100,000 messages in tens. */
export const polling: Polling = { visibilitySeconds: 120, extendEverySeconds: 40, waitSeconds: 1 };

/**
 * Dead letters received and not yet let go. They are hidden from everyone, so a scan meets each once, and are
 * extended until they are removed or released.
 */
export type Hold = {
  /** Holds a received message. False if it was held before: SQS delivers one more than once at times. */
  take(message: Message): boolean;
  readonly size: () => number;
  /** Deletes a message from the dead-letter queue. */
  remove(id: string): Promise<void>;
  /**
   * Makes messages visible again at once, all or those that are named.
   * Never throws; gives the number that will only be visible when their time is up.
   */
  release(isReleased?: (id: string) => boolean): Promise<number>;
  /** Stops extending. */
  readonly close: () => void;
};

export function openHold(
  { sqs, deadLetterQueueUrl: QueueUrl }: Pick<System, 'sqs' | 'deadLetterQueueUrl'>,
  { visibilitySeconds, extendEverySeconds }: Polling,
): Hold {
  /** By message id. */
  const receiptHandles = new Map<string, string>();

  /** Gives the number that it worked for. Whatever goes wrong, the message becomes visible by itself. */
  const changeVisibility = async (handles: readonly string[], VisibilityTimeout: number): Promise<number> => {
    const counts = await forEachTen(handles, async (entries) => {
      const Entries = entries.map((entry) => ({ ...entry, VisibilityTimeout }));
      const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries });
      const { Successful = [] } = await sqs.send(command).catch(() => ({ Successful: [] }));
      return Successful.length;
    });
    return counts.reduce((sum, count) => sum + count, 0);
  };

  let extending: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    extending ??= changeVisibility([...receiptHandles.values()], visibilitySeconds).finally(() => {
      extending = undefined;
    });
  }, extendEverySeconds * 1000);

  return {
    take({ MessageId: id = '', ReceiptHandle: handle = '' }) {
      const isNew = !receiptHandles.has(id);
      // Only the newest receipt handle is sure to delete a message.
      receiptHandles.set(id, handle);
      return isNew;
    },
    size: () => receiptHandles.size,
    async remove(id) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: receiptHandles.get(id) }));
      receiptHandles.delete(id);
    },
    async release(isReleased = () => true) {
      const released = [...receiptHandles].filter(([id]) => isReleased(id));
      for (const [id] of released) receiptHandles.delete(id);
      // An extension that is under way would hide them again.
      await extending;
      const handles = released.map(([, handle]) => handle);
      return released.length - (await changeVisibility(handles, 0));
    },
    close: () => clearInterval(timer),
  };
}
