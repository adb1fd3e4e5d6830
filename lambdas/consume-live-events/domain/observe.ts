import type { CaliperEvent } from './caliper-events.ts';
import type { Facts, StoreText } from './observed.ts';
import type { LiveEvent } from './live-events.ts';
import { observeCaliperEvent } from './observe-caliper-event.ts';
import { observeLiveEvent } from './observe-live-event.ts';

/** Observes what a valid event says of its row, whichever its format. */
export function observe(event: LiveEvent | CaliperEvent, storeText: StoreText): Facts {
  return event.format === 'canvas' ? observeLiveEvent(event, storeText) : observeCaliperEvent(event);
}
