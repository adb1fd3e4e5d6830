import { byId, element, setText } from './element.js';
import { plural } from './values.js';

/** Shows how many messages came to which outcome, and how many have none yet. */
export function showOutcomes({ outcomes, waiting }) {
  for (const [name, count] of Object.entries(outcomes)) {
    const box = document.querySelector(`.outcomes [data-outcome="${name}"]`);
    setText(box.querySelector('.count'), count.toLocaleString('en'));
    box.toggleAttribute('data-none', count === 0);
  }
  const total = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  const pending = waiting === 0 ? 'queue empty' : `${waiting.toLocaleString('en')} not finished`;
  setText(byId('waiting'), `${plural(total, 'message')}, ${pending}`);
  showProportions(outcomes);
}

function showProportions(outcomes) {
  const bar = byId('proportions');
  if (bar.children.length === 0) {
    bar.append(...Object.keys(outcomes).map((name) => element('span', { 'data-outcome': name })));
  }
  for (const [i, count] of Object.values(outcomes).entries()) bar.children[i].style.flexGrow = String(count);
}
