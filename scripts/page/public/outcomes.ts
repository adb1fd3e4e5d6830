import type { Outcomes } from '../snapshot.ts';
import { byId, element, setText } from './element.ts';
import { plural } from './values.ts';

/** Shows how many messages came to which outcome. */
export function showOutcomes(outcomes: Outcomes): void {
  for (const [name, count] of Object.entries(outcomes)) {
    const box = document.querySelector(`.outcomes [data-outcome="${name}"]`);
    const shown = box?.querySelector('.count');
    if (!box || !shown) continue;
    setText(shown, count.toLocaleString('en'));
    box.toggleAttribute('data-none', count === 0);
  }
  const total = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  setText(byId('outcomes-aside'), plural(total, 'message'));
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
