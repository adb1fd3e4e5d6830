import type { Listing } from '../answer.ts';
import type { Change } from '../describe-change.ts';
import { ask } from './ask.ts';
import { drawChange } from './changes.ts';
import { narrowings } from './choices.ts';
import { byId, byIdAs, element, setText } from './element.ts';
import { drawHistogram } from './histogram.ts';
import { drawHead, keepRows } from './keyed-rows.ts';
import { drawPager, PAGE_SIZE } from './pager.ts';
import { drawOption, plural } from './values.ts';

/** By what a column is put in order. */
const orders: { readonly [column: string]: (change: Change) => string } = {
  Row: ({ assignment = '', subject }) => `${assignment} ${subject.id}`,
  Before: ({ before }) => before?.main ?? '',
  Now: ({ now }) => now.main,
  Who: ({ student = '' }) => student,
  When: ({ eventTime }) => eventTime,
};

const byDigits = new Intl.Collator('en', { numeric: true });

let listing: Listing | undefined;
let order = { column: '', sign: 1 };
let page = 0;
let reading: AbortController | undefined;

/**
 * Readies the list of rows.
 *
 * @param onNarrow is told the query of the rows that are wanted now
 */
export function startList(onNarrow: (query: URLSearchParams) => void): void {
  const narrow = byIdAs('narrow', HTMLFormElement);
  for (const [name, choices] of Object.entries(narrowings)) byId(name).append(...choices.map(drawOption));
  narrow.addEventListener('submit', (event) => {
    event.preventDefault();
    const query = new URLSearchParams(location.search);
    for (const { name, value } of fields()) {
      if (value.trim() === '') query.delete(name);
      else query.set(name, value.trim());
    }
    onNarrow(query);
  });
  narrow.addEventListener('change', ({ target }) => {
    if (target !== byId('filter')) narrow.requestSubmit();
  });
  byId('list-more').addEventListener('click', () => void readOn(1));
  byId('list-all').addEventListener('click', () => void readOn(Infinity));
  byIdAs('list-table', HTMLTableElement).tHead = drawHead(...Object.keys(orders).map(drawOrder));
}

function drawOrder(column: string): HTMLElement {
  const button = element('button', { type: 'button' }, column);
  button.addEventListener('click', () => {
    order = { column, sign: order.column === column ? -order.sign : 1 };
    page = 0;
    draw();
  });
  return button;
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

/** Reads so many parts, or until a button is pressed again. The table is drawn once, after the last row. */
async function readOn(parts: number): Promise<void> {
  if (reading !== undefined) return reading.abort();
  reading = new AbortController();
  const { signal } = reading;
  setText(byId('list-all'), 'Stop');
  let isRead = true;
  const isWanted = (part: number) => part < parts && !signal.aborted && listing?.more !== null;
  for (let part = 0; isRead && isWanted(part); part += 1) isRead = await readPart();
  reading = undefined;
  setText(byId('list-all'), 'All rows');
  if (!isRead) return;
  draw();
  if (listing?.more === null) byId('list-aside').focus();
}

/** Reads the next part. False when it could not be, which is told, or another list has been opened since. */
async function readPart(): Promise<boolean> {
  const before = listing;
  if (before?.more == null) return false;
  const next = await ask<Listing>('more', { token: before.more });
  if (listing !== before) return false;
  if ('rows' in next) listing = { ...next, rows: [...before.rows, ...next.rows] };
  setText(byId('list-aside'), 'rows' in next ? describe(listing) : next.message);
  return 'rows' in next;
}

function draw(): void {
  if (listing === undefined) return;
  const { rows, more } = listing;
  const by = orders[order.column];
  const sorted = by ? rows.toSorted((a, b) => order.sign * compare(by(a), by(b))) : rows;
  for (const id of ['list-more', 'list-all']) byId(id).hidden = more === null;
  setText(byId('list-aside'), describe(listing));
  const table = byIdAs('list-table', HTMLTableElement);
  const shown = sorted.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE);
  const keyOf = ({ id }: Change) => id;
  keepRows(table, shown, keyOf, (change) => drawChange(change));
  for (const head of table.tHead?.rows[0]?.cells ?? []) {
    const direction = order.sign === 1 ? 'ascending' : 'descending';
    head.setAttribute('aria-sort', head.textContent === order.column ? direction : 'none');
  }
  const facet = new URLSearchParams(location.search).get('facet') ?? 'grade';
  byId('histogram').replaceChildren(...drawHistogram(rows, facet));
  const onPage = (next: number) => {
    page = next;
    draw();
    byId('list-aside').focus();
  };
  byId('list-pager').replaceChildren(drawPager(page, rows.length, onPage));
}

function describe({ rows, read, more, hint }: Listing): string {
  if (read === 0 && more === null) return `The tables know nothing of it. ${hint}`;
  const shown =
    rows.length === read ? plural(read, 'row') : `${rows.length} of ${plural(read, 'row')} fit the filter`;
  return more === null ? `${shown}, and there are no more.` : `${shown} so far. There may be more.`;
}

/** Numbers by their size, then texts. An id is above what a number holds: those of a size are told by their digits. */
function compare(a: string, b: string): number {
  return Number.parseFloat(a) - Number.parseFloat(b) || byDigits.compare(a, b);
}
