import type { Outcomes } from '../snapshot.ts';
import { byId } from './element.ts';

/** Long enough for a burst of batches to become one sentence. */
const GATHER_MILLISECONDS = 4000;

let told: Outcomes | undefined;
let latest: Outcomes;
let isGathering = false;

/**
 * Has a screen reader say what was counted since it last said something: one sentence every few seconds,
 * however many updates there are, and none for what was there when the page was opened.
 */
export function announceOutcomes(outcomes: Outcomes): void {
  latest = outcomes;
  told ??= outcomes;
  if (isGathering) return;
  isGathering = true;
  setTimeout(() => {
    isGathering = false;
    const before = told ?? latest;
    const more = Object.entries(latest)
      .map(([name, count]) => ({ name, count: count - before[name as keyof Outcomes] }))
      .filter(({ count }) => count > 0)
      .map(({ name, count }) => `${count} more ${name}`);
    if (more.length > 0) byId('announcement').textContent = `${more.join(', ')}.`;
    told = latest;
  }, GATHER_MILLISECONDS);
}
