import { byId } from './element.js';

/** Long enough for a burst of batches to become one sentence. */
const gatherMilliseconds = 4000;

let told;
let latest;
let isGathering = false;

/**
 * Has a screen reader say what was counted since it last said something: one sentence every few seconds,
 * however many updates there are, and none for what was there when the page was opened.
 */
export function announceOutcomes(outcomes) {
  latest = outcomes;
  told ??= outcomes;
  if (isGathering) return;
  isGathering = true;
  setTimeout(() => {
    isGathering = false;
    const more = Object.entries(latest).filter(([name, count]) => count > told[name]);
    if (more.length > 0) {
      byId('announcement').textContent = `${more
        .map(([name, count]) => `${count - told[name]} more ${name}`)
        .join(', ')}.`;
    }
    told = latest;
  }, gatherMilliseconds);
}
