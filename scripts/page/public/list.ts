import type { Listing } from '../answer.ts';
import type { Change } from '../describe-change.ts';
import { read } from './ask.ts';
import { drawChange } from './changes.ts';
import { byId, byIdAs, element, setText } from './element.ts';
import { drawHistogram } from './histogram.ts';
import { keepRows } from './keyed-rows.ts';
import { drawPager, PAGE_SIZE } from './pager.ts';
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
let page = 0;
let readingAll: AbortController | undefined;

/**
 * Readies the list of rows.
 *
 * @param onNarrow is told what only some rows have, by the names of the address; empty is no matter
 */
export function startList(onNarrow: (narrowed: { readonly [name: string]: string }) => void): void {
  const narrow = byIdAs('narrow', HTMLFormElement);
  narrow.addEventListener('submit', (event) => {
    event.preventDefault();
    onNarrow(Object.fromEntries(fields().map(({ name, value }) => [name, value.trim()])));
  });
  for (const field of fields()) {
    if (field.id !== 'filter') field.addEventListener('change', () => narrow.requestSubmit());
  }
  byId('list-more').addEventListener('click', () => void readMore());
  byId('list-all').addEventListener('click', () => void readAll());
  for (const button of byId('list-table').querySelectorAll<HTMLElement>('button[data-column]')) {
    button.addEventListener('click', () => {
      const column = button.dataset['column'] ?? '';
      order = { column, sign: order.column === column ? -order.sign : 1 };
      page = 0;
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
  for (const field of fields()) field.value = query.get(field.name) ?? '';
  listing = first;
  order = { column: '', sign: 1 };
  page = 0;
  draw();
}

function fields(): (HTMLInputElement | HTMLSelectElement)[] {
  return [...byId('narrow').querySelectorAll<HTMLInputElement | HTMLSelectElement>('input, select')];
}

async function readMore(): Promise<void> {
  byIdAs('list-more', HTMLButtonElement).disabled = true;
  const isRead = await readOn();
  byIdAs('list-more', HTMLButtonElement).disabled = false;
  if (!isRead) return;
  draw();
  if (listing?.more === null) byId('list-aside').focus();
  else byId('list-more').focus();
}

/** Reads to the end, or until the same button is pressed again. The table is drawn once, after the last row. */
async function readAll(): Promise<void> {
  if (readingAll !== undefined) return readingAll.abort();
  readingAll = new AbortController();
  const { signal } = readingAll;
  setText(byId('list-all'), 'Stop');
  byIdAs('list-more', HTMLButtonElement).disabled = true;
  let isRead = true;
  while (isRead && !signal.aborted && listing?.more !== null) {
    isRead = await readOn();
    if (isRead && listing !== undefined) setText(byId('list-aside'), describe(listing));
  }
  readingAll = undefined;
  setText(byId('list-all'), 'All rows');
  byIdAs('list-more', HTMLButtonElement).disabled = false;
  if (!isRead) return;
  draw();
  if (listing?.more === null) byId('list-aside').focus();
}

/** Reads the next part. False when it could not be, which is told, or another list has been opened since. */
async function readOn(): Promise<boolean> {
  const before = listing;
  if (before?.more == null) return false;
  const next = await read(`more?${new URLSearchParams({ token: before.more })}`);
  if (listing !== before) return false;
  if (!('rows' in next)) {
    setText(byId('list-aside'), 'message' in next ? next.message : '');
    return false;
  }
  listing = { ...next, rows: [...before.rows, ...next.rows] };
  return true;
}

function draw(): void {
  if (listing === undefined) return;
  const { rows, more } = listing;
  const keyOf = orders[order.column];
  const sorted = keyOf ? rows.toSorted((a, b) => order.sign * compare(keyOf(a), keyOf(b))) : rows;
  byId('list-table').hidden = rows.length === 0;
  for (const id of ['list-more', 'list-all']) byId(id).hidden = more === null;
  setText(byId('list-aside'), describe(listing));
  keepRows(
    byIdAs('list-table', HTMLTableElement),
    sorted.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE),
    ({ id }) => id,
    (change) => drawChange(change),
  );
  const facet = new URLSearchParams(location.search).get('facet') ?? 'grade';
  byId('histogram').replaceChildren(element('div', {}, drawHistogram(rows, facet)));
  const onPage = (next: number) => {
    page = next;
    draw();
    byId('list-aside').focus();
  };
  byId('list-pager').replaceChildren(element('div', {}, drawPager(page, rows.length, onPage)));
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
