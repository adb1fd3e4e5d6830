import { element } from './element.ts';

const roles: { readonly [tag: string]: string } = {
  TABLE: 'table',
  THEAD: 'rowgroup',
  TBODY: 'rowgroup',
  TR: 'row',
  TD: 'cell',
};

/** Makes the head of a table. */
export function drawHead(...columns: readonly (string | Node)[]): HTMLTableSectionElement {
  const heads = columns.map((column) => element('th', { scope: 'col' }, column));
  return element('thead', {}, element('tr', {}, ...heads));
}

/**
 * Brings the rows of a table in line with a list, and touches no more than it must: what stays, stays
 * in place, with the reader's focus and selection.
 *
 * @param keyOf gives what names an entry, whatever else of it changes
 * @param build makes the row of an entry; given the row that it had before, if any
 */
export function keepRows<Entry>(
  table: HTMLTableElement,
  entries: readonly Entry[],
  keyOf: (entry: Entry) => string,
  build: (entry: Entry, before: HTMLTableRowElement | undefined) => HTMLTableRowElement,
): void {
  const body = table.tBodies[0] ?? table.createTBody();
  const old = new Map([...body.rows].map((row) => [row.dataset['key'], row]));
  const focusedKey = body.querySelector<HTMLElement>('tr:focus-within')?.dataset['key'];
  const rows = entries.map((entry) => {
    const key = keyOf(entry);
    const text = JSON.stringify(entry);
    const present = old.get(key);
    if (present?.dataset['text'] === text) return present;
    const row = build(entry, present);
    row.dataset['key'] = key;
    row.dataset['text'] = text;
    return row;
  });

  const wanted = new Set(rows);
  for (const row of old.values()) if (!wanted.has(row)) row.remove();
  let next: Element | null = body.firstElementChild;
  for (const row of rows) {
    if (row === next) next = next.nextElementSibling;
    else body.insertBefore(row, next);
  }
  const focused = rows.find((row) => row.dataset['key'] === focusedKey);
  if (focused?.matches(':focus-within') === false) {
    focused.querySelector<HTMLElement>('a, summary')?.focus({ preventScroll: true });
  }
  nameRoles(table);
}

/** On a narrow screen a table is laid out as cards, and some browsers then take it for a table no more. */
export function nameRoles(table: HTMLTableElement): void {
  for (const part of [table, ...table.querySelectorAll('thead, tbody, tr, th, td')]) {
    const header = part.getAttribute('scope') === 'row' ? 'rowheader' : 'columnheader';
    part.setAttribute('role', roles[part.tagName] ?? header);
  }
}
