import type { CaliperEvent } from './caliper-events.ts';
import type { LiveEvent } from './live-events.ts';
import { observeCaliperEvent } from './observe-caliper-event.ts';
import { observeLiveEvent, type StoreText } from './observe-live-event.ts';
import type { Observed } from './observed.ts';

/** What an event says of its row, and when it happened: UTC with milliseconds. */
export type ObservedEvent = Observed & { readonly eventTime: string };

/** Observes what a valid event says of its row, whichever its format. */
export function observe(event: LiveEvent | CaliperEvent, storeText: StoreText): ObservedEvent {
  return event.format === 'canvas' ? observeLiveEvent(event, storeText) : observeCaliperEvent(event);
}
