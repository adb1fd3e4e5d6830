/*
 * An order says where an observation stands among all of its row: event time, format, digest, then 1 for
 * new and 0 for old values, as `2026-03-02T10:00:00.000Z#2#0123456789abcdef#1`. It sorts bytewise, so two of
 * them are compared as texts.
 */

/** At the same instant Canvas's format comes after Caliper's, because it says more, and both after a snapshot. */
const formatRanks = { snapshot: '0', caliper: '1', canvas: '2' } as const;

/**
 * Makes the order of what an event, or a snapshot, says of now.
 *
 * @param eventTime in UTC with milliseconds, so that text order is time order
 * @param digest breaks ties; equal for copies
 */
export function orderOf(eventTime: string, format: keyof typeof formatRanks, digest: string): string {
  return `${eventTime}#${formatRanks[format]}#${digest}#1`;
}

/** Makes the order of the old values that an event reports: just before what the same event says of now. */
export function justBefore(order: string): string {
  return `${eventOf(order)}0`;
}

/** Tells whether an observation is of old values: Canvas reported them, we have not seen them happen. */
export function isReported(order: string): boolean {
  return order.endsWith('#0');
}

/** Tells whether two observations are what one event says, of now or of before. */
export function isOfSameEvent(order: string, other: string): boolean {
  return eventOf(order) === eventOf(other);
}

/** Compares two orders, for sorting: the older comes first. */
export function compareOrders(order: string, other: string): number {
  return order < other ? -1 : Number(order > other);
}

function eventOf(order: string): string {
  return order.slice(0, -1);
}
