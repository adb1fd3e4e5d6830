import { compareTexts } from '../reader/plain-row.ts';

/** A message in the dead-letter queue. Code and detail are null for one that only failed too often. */
export type DeadLetter = {
  readonly code: string | null;
  readonly detail: string | null;
  readonly body: string;
  readonly eventName: string | null;
};

type QueueMessage = {
  readonly body: string;
  readonly messageAttributes: { readonly [name: string]: { readonly StringValue?: string } };
};

type QueueInspection = {
  readonly messages: {
    readonly ready: QueueMessage[];
    readonly delayed: QueueMessage[];
    readonly inflight: { readonly message: QueueMessage }[];
  };
};

/**
 * Lists a queue's messages in the order of code, detail and body.
 *
 * Uses fauxqs' own inspection, since to receive them would hide them and count as a receive.
 */
export async function readDeadLetters(endpoint: string, queueName: string): Promise<DeadLetter[]> {
  const response = await fetch(`${endpoint}/_fauxqs/queues/${queueName}`);
  const { messages } = (await response.json()) as QueueInspection;
  const { ready, delayed, inflight } = messages;
  return [...ready, ...delayed, ...inflight.map(({ message }) => message)]
    .map(({ body, messageAttributes: attributes }) => ({
      code: attributes['rejection_code']?.StringValue ?? null,
      detail: attributes['rejection_detail']?.StringValue ?? null,
      body,
      eventName: attributes['event_name']?.StringValue ?? null,
    }))
    .sort((a, b) => compareTexts(sortKeyOf(a), sortKeyOf(b)));
}

function sortKeyOf({ code, detail, body }: DeadLetter): string[] {
  return [code ?? '', detail ?? '', body];
}
