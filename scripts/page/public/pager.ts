import { element } from './element.ts';

/** More rows than this at once make a page slow, and nobody reads them. */
export const PAGE_SIZE = 500;

/**
 * Draws where in a long table one is, and buttons to go on; nothing for a table that fits.
 *
 * @param onPage is told the page to show, counted from 0
 */
export function drawPager(page: number, total: number, onPage: (page: number) => void): HTMLElement {
  if (total <= PAGE_SIZE) return element('div');
  const first = page * PAGE_SIZE;
  const last = Math.min(first + PAGE_SIZE, total);
  const button = (label: string, to: number, isThere: boolean) => {
    const made = element('button', { type: 'button', disabled: !isThere }, label);
    made.addEventListener('click', () => onPage(to));
    return made;
  };
  const where = `${(first + 1).toLocaleString('en')} to ${last.toLocaleString('en')} of ${total.toLocaleString('en')}`;
  return element(
    'div',
    { class: 'head' },
    button('Previous', page - 1, page > 0),
    element('p', { class: 'small', role: 'status' }, where),
    button('Next', page + 1, last < total),
  );
}
