import type { Outcomes } from '../snapshot.ts';
import { byId, element, setText, shape } from './element.ts';
import { SAMPLES_AT_MOST, startSampling } from './samples.ts';
import { plural } from './values.ts';

const [width, height] = [600, 48];

let latest: Outcomes | undefined;
let sampled: Outcomes | undefined;

/** Draws from now on how many messages came to which outcome, every few seconds for as long as the counts are of now. */
export function startRates(isLive: () => boolean): void {
  startSampling(() => {
    const [before, now] = [sampled, latest];
    if (before === undefined || now === undefined || !isLive()) return undefined;
    sampled = now;
    return more(now, before);
  }, drawRates);
}

/** Shows how many messages came to which outcome. */
export function showOutcomes(outcomes: Outcomes): void {
  latest = outcomes;
  sampled ??= outcomes;
  for (const [name, count] of Object.entries(outcomes)) {
    const box = document.querySelector(`.outcomes [data-outcome="${name}"]`);
    const shown = box?.querySelector('.count');
    if (!box || !shown) continue;
    setText(shown, count.toLocaleString('en'));
    box.toggleAttribute('data-none', count === 0);
  }
  setText(byId('outcomes-total'), plural(totalOf(outcomes), 'message'));
  showProportions(outcomes);
}

function showProportions(outcomes: Outcomes): void {
  const bar = byId('proportions');
  if (bar.children.length === 0) {
    bar.append(...Object.keys(outcomes).map((name) => element('span', { 'data-outcome': name })));
  }
  for (const [i, count] of Object.values(outcomes).entries()) {
    const part = bar.children[i];
    if (part instanceof HTMLElement) part.style.flexGrow = String(count);
  }
}

/** A column for each sample, the newest at the right, of parts upon each other. */
function drawRates(samples: readonly Outcomes[], lately: string): void {
  const totals = samples.map(totalOf);
  const [all, most] = [totals.reduce((sum, total) => sum + total, 0), Math.max(...totals, 1)];
  setText(byId('outcomes-lately'), `, ${all.toLocaleString('en')} of them ${lately}`);
  const svg = shape('svg', { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none' });
  const step = width / SAMPLES_AT_MOST;
  for (const [i, sample] of samples.entries()) {
    const x = width - (samples.length - i) * step;
    let y = height;
    for (const [name, count] of Object.entries(sample)) {
      const part = (count / most) * height;
      y -= part;
      if (count > 0) svg.append(shape('rect', { x, y, width: step - 1, height: part, 'data-outcome': name }));
    }
  }
  byId('rates').replaceChildren(svg);
}

function more(now: Outcomes, before: Outcomes): Outcomes {
  const names = Object.keys(now) as (keyof Outcomes)[];
  return Object.fromEntries(
    names.map((name) => [name, Math.max(0, now[name] - before[name])]),
  ) as unknown as Outcomes;
}

function totalOf(outcomes: Outcomes): number {
  return Object.values(outcomes).reduce((sum, count) => sum + count, 0);
}
