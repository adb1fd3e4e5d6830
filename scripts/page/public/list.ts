import type { Listing } from '../answer.ts';
import type { Change } from '../describe-change.ts';
import { read } from './ask.ts';
import { drawChange } from './changes.ts';
import { byId, byIdAs, setText } from './element.ts';
import { keepRows } from './keyed-rows.ts';
import { plural } from './values.ts';

/** By what a column is put in order. */
const orders: { readonly [column: string]: (change: Change) => string } = {
  row: ({ assignment = '', subject }) => `${assignment} ${subject.id}`,
  before: ({ before }) => before?.main ?? '',
  now: ({ now }) => now.main,
  who: ({ student = '' }) => student,
  when: ({ eventTime }) => eventTime,
};

let listing: Listing | undefined;
let order = { column: '', sign: 1 };

/**
 * Readies the list of rows.
 *
 * @param onNarrow is told the facet and the words that only some rows have
 */
export function startList(onNarrow: (facet: string, filter: string) => void): void {
  byId('narrow').addEventListener('submit', (event) => {
    event.preventDefault();
    onNarrow(byIdAs('facet', HTMLSelectElement).value, byIdAs('filter', HTMLInputElement).value.trim());
  });
  byId('facet').addEventListener('change', () => byIdAs('narrow', HTMLFormElement).requestSubmit());
  byId('list-more').addEventListener('click', () => void readOn());
  for (const button of byId('list-table').querySelectorAll<HTMLElement>('button[data-column]')) {
    button.addEventListener('click', () => {
      const column = button.dataset['column'] ?? '';
      order = { column, sign: order.column === column ? -order.sign : 1 };
      draw();
    });
  }
}

export function isListOpen(): boolean {
  return !byId('list').hidden;
}

/** Shows the first part of a list. */
export function showList(first: Listing): void {
  const query = new URLSearchParams(location.search);
  byIdAs('facet', HTMLSelectElement).value = query.get('facet') ?? '';
  byIdAs('filter', HTMLInputElement).value = query.get('filter') ?? '';
  listing = first;
  order = { column: '', sign: 1 };
  draw();
}

async function readOn(): Promise<void> {
  const before = listing;
  if (before?.more == null) return;
  byIdAs('list-more', HTMLButtonElement).disabled = true;
  const next = await read(`more?${new URLSearchParams({ token: before.more })}`);
  byIdAs('list-more', HTMLButtonElement).disabled = false;
  if (listing !== before) return;
  if (!('rows' in next)) {
    setText(byId('list-aside'), 'message' in next ? next.message : '');
    return;
  }
  listing = { ...next, rows: [...before.rows, ...next.rows] };
  draw();
  if (next.more === null) byId('list-aside').focus();
  else byId('list-more').focus();
}

function draw(): void {
  if (listing === undefined) return;
  const { rows, more } = listing;
  const keyOf = orders[order.column];
  const sorted = keyOf ? rows.toSorted((a, b) => order.sign * compare(keyOf(a), keyOf(b))) : rows;
  byId('list-table').hidden = rows.length === 0;
  byId('list-more').hidden = more === null;
  setText(byId('list-aside'), describe(listing));
  keepRows(
    byIdAs('list-table', HTMLTableElement),
    sorted,
    ({ id }) => id,
    (change) => drawChange(change),
  );
  for (const button of byId('list-table').querySelectorAll<HTMLElement>('button[data-column]')) {
    const isOrder = button.dataset['column'] === order.column;
    const direction = order.sign === 1 ? 'ascending' : 'descending';
    button.closest('th')?.setAttribute('aria-sort', isOrder ? direction : 'none');
  }
}

function describe({ rows, read, more, hint }: Listing): string {
  if (read === 0 && more === null) return `The tables know nothing of it. ${hint}`;
  const shown =
    rows.length === read ? plural(read, 'row') : `${rows.length} of ${plural(read, 'row')} fit the filter`;
  return more === null ? `${shown}, and there are no more.` : `${shown} so far. There may be more.`;
}

/** Numbers by their size, then texts. An id is above what a number holds, so those of a size are told by their digits. */
function compare(a: string, b: string): number {
  const [left, right] = [a, b].map(sizeOf) as [number, number];
  if (left !== right && !(Number.isNaN(left) && Number.isNaN(right))) {
    return Number.isNaN(left) ? 1 : Number.isNaN(right) ? -1 : left - right;
  }
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function sizeOf(text: string): number {
  return /^-?\d+(\.\d+)?%?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
}
