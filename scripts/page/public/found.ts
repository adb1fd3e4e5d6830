import type { Answer, StoryKind } from '../answer.ts';
import { ask, type Refusal } from './ask.ts';
import { type Kind, kinds } from './choices.ts';
import { byId, byIdAs, element } from './element.ts';
import { isListOpen, showList, startList } from './list.ts';
import { drawStory } from './story.ts';
import { asTitle, drawOption, showId, small } from './values.ts';

type Found = Answer | Refusal;

/* What was looked for is the address, so it can be linked to, reloaded and left with Back. */

let opener: HTMLElement | undefined;
let shown = '';

/** Opens what the address asks for, if anything, and what the links and forms do from then on. */
export function startFinding(): void {
  byId('kind').append(...kinds.map(drawOption));
  document.addEventListener('click', (event) => {
    const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    const link = event.target instanceof Element ? event.target.closest('a[data-found], #found-close') : null;
    if (!(link instanceof HTMLAnchorElement) || !isPlain) return;
    event.preventDefault();
    if (link.id !== 'found-close' && !byId('found').contains(link)) opener = link;
    go(link.search);
  });
  byId('lookup').addEventListener('submit', (event) => {
    event.preventDefault();
    const text = byIdAs('text', HTMLInputElement).value.trim();
    complain(text === '' ? 'An id or a URL is missing.' : '');
    opener = byId('text');
    if (text === '') return opener.focus();
    go(`?${new URLSearchParams({ [byIdAs('kind', HTMLSelectElement).value]: text })}`);
  });
  startList((query) => {
    const { activeElement } = document;
    go(`?${query}`, activeElement instanceof HTMLElement ? activeElement : byId('filter'));
  });
  addEventListener('popstate', () => void open());
  if (asked() !== undefined) void open();
}

/** Reads the open story again: rows may have changed. A list stays as it was read. */
export async function refreshStory(): Promise<void> {
  const query = location.search;
  if (asked() === undefined || byId('found').hidden || isListOpen()) return;
  const found = await ask<Answer>('find', query);
  if (!('message' in found) && query === location.search) show(found);
}

function asked(): { kind: Kind; text: string } | undefined {
  const query = new URLSearchParams(location.search);
  const kind = kinds.find((name) => query.has(name));
  return kind && { kind, text: query.get(kind)?.trim() ?? '' };
}

function go(search: string, focused?: HTMLElement): void {
  history.pushState(null, '', search === '' ? './' : search);
  void open(focused);
}

async function open(focused = byId('found-title')): Promise<void> {
  const query = location.search;
  const wanted = asked();
  complain('');
  if (wanted === undefined) return close();
  byIdAs('text', HTMLInputElement).value = wanted.text;
  byIdAs('kind', HTMLSelectElement).value = wanted.kind;
  const found = await ask<Answer>('find', query);
  if (query !== location.search) return;
  byId('found').hidden = false;
  shown = '';
  show(found);
  focused.focus();
}

function close(): void {
  if (byId('found').hidden) return;
  byId('found').hidden = true;
  document.title = 'Grade state';
  // A table may have been drawn again since: the link that opened this is the one to the same.
  const href = CSS.escape(opener?.getAttribute('href') ?? '');
  const again = opener?.isConnected ? opener : document.querySelector<HTMLElement>(`a[href="${href}"]`);
  (again ?? byId('text')).focus();
}

function show(found: Found): void {
  const text = JSON.stringify([location.search, found]);
  if (text === shown) return;
  shown = text;
  const { kind, id } = nameOf(found);
  const noun = asTitle(kind);
  document.title = `${noun} ${id} · Grade state`;
  byId('found-title').replaceChildren(`${noun} `, element('span', {}, showId(id)));
  const isList = 'rows' in found;
  byId('list').hidden = !isList;
  keepFocus(byId('story'), (story) => story.replaceChildren(...(isList ? [] : describeStories(found))));
  if (isList) showList(found);
  if (isList && found.read === 0 && found.more === null) byId('story').append(suggest());
}

/** An id does not say what it is of: the same may be that of something else. */
function suggest(): HTMLElement {
  const { kind: wanted, text = '' } = asked() ?? {};
  const links = kinds
    .filter((kind) => kind !== wanted)
    .map((kind, i) => [
      i === 0 ? null : ', ',
      element('a', { href: `?${new URLSearchParams({ [kind]: text })}`, 'data-found': true }, asTitle(kind)),
    ]);
  return small('Or is it the id of something else? Look for it as: ', ...links);
}

/** What had the focus within is drawn anew: that which stands in its place gets it. */
function keepFocus(within: HTMLElement, draw: (within: HTMLElement) => void): void {
  const places = () => [...within.querySelectorAll<HTMLElement>('a, button, input')];
  const place = places().indexOf(document.activeElement as HTMLElement);
  draw(within);
  places()[place]?.focus({ preventScroll: true });
}

/** A URL says by itself what it is of, and an answer under which id that stands in the tables. */
function nameOf(found: Found): { kind: Kind | StoryKind; id: string } {
  const { kind, text } = asked() ?? { kind: 'submission', text: '' };
  if ('message' in found) return { kind, id: text };
  const ids = 'rows' in found ? found.ids : found.stories.map(({ ids }) => ids.join(' '));
  return { kind: found.kind, id: ids.length === 1 ? (ids[0] ?? text) : text };
}

function describeStories(found: Exclude<Found, { readonly rows: unknown }>): HTMLElement[] {
  if ('message' in found) return [element('p', { class: 'empty' }, found.message)];
  const { stories, hint } = found;
  const { length } = stories;
  if (length === 0) {
    return [element('p', { class: 'empty' }, `The tables know nothing of it. ${hint}`), suggest()];
  }
  const drawn = stories.map((story) => drawStory(story, length > 1));
  return length === 1 ? drawn : [small(`${length} shards have one of this local id.`), ...drawn];
}

function complain(message: string): void {
  byId('lookup-error').textContent = message;
  byId('text').setAttribute('aria-invalid', String(message !== ''));
}
