import { byId, element } from './element.js';
import { drawSubmission } from './story-view.js';
import { showId } from './values.js';

/* The open story is part of the address, so it can be linked to, reloaded and left with Back. */

let opener;
let shown = '';

/** Opens the story that the address asks for, if any, and those of the links and the form from then on. */
export function startStories() {
  document.addEventListener('click', (event) => {
    const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    const link =
      event.target instanceof Element ? event.target.closest('a[data-submission], #story-close') : null;
    if (link === null || !isPlain) return;
    event.preventDefault();
    if (link.dataset.submission === undefined) return go('');
    opener = link;
    go(link.dataset.submission);
  });
  byId('lookup').addEventListener('submit', (event) => {
    event.preventDefault();
    const id = byId('submission').value.trim();
    const isId = /^[1-9]\d{0,18}$/.test(id);
    complain(isId ? '' : 'An id is a whole number of 1 to 19 digits.');
    if (!isId) return byId('submission').focus();
    opener = byId('submission');
    go(id);
  });
  addEventListener('popstate', () => void open());
  if (asked() !== '') void open();
}

/** Reads the open story again: rows may have changed. */
export async function refreshStory() {
  const id = asked();
  if (id === '' || byId('story').hidden) return;
  const answer = await read(id);
  if (answer.ok && id === asked()) draw(id, answer);
}

function asked() {
  return new URLSearchParams(location.search).get('submission') ?? '';
}

function go(id) {
  history.pushState(null, '', id === '' ? '/' : `/?submission=${encodeURIComponent(id)}`);
  void open();
}

async function open() {
  const id = asked();
  const section = byId('story');
  complain('');
  if (id === '') return close(section);
  const answer = await read(id);
  if (id !== asked()) return;
  section.hidden = false;
  byId('submission').value = id;
  draw(id, answer);
  document.title = `Submission ${id} · Grade state`;
  byId('story-title').focus();
}

function close(section) {
  if (section.hidden) return;
  section.hidden = true;
  shown = '';
  document.title = 'Grade state';
  // The list may have been drawn anew since: the link that opened this is the one of the same submission.
  const again = opener?.isConnected
    ? opener
    : document.querySelector(`a[data-submission="${CSS.escape(opener?.dataset.submission ?? '')}"]`);
  (again ?? byId('submission')).focus();
}

async function read(id) {
  try {
    const response = await fetch(`/submissions/${encodeURIComponent(id)}`);
    return { ok: response.ok, ...(await response.json()) };
  } catch {
    return { ok: false, message: 'The local run does not answer.' };
  }
}

function draw(id, answer) {
  const text = JSON.stringify([id, answer]);
  if (text === shown) return;
  shown = text;
  const { submissions = [], message } = answer;
  const [only] = submissions;
  const isOne = submissions.length === 1;
  byId('story-title').replaceChildren('Submission ', showId(isOne ? only.submissionId : id));
  byId('story-body').replaceChildren(
    ...(message === undefined ? describeMatches(submissions) : [element('p', { class: 'empty' }, message)]),
    ...submissions.map((submission) => drawSubmission(submission, !isOne)),
  );
}

function describeMatches({ length }) {
  if (length === 1) return [];
  const text =
    length === 0
      ? 'The tables know nothing of it. A local id is found in every shard, a global id only as it is.'
      : `${length} shards have a submission of this local id.`;
  return [element('p', { class: length === 0 ? 'empty' : 'aside' }, text)];
}

function complain(message) {
  byId('lookup-error').textContent = message;
  byId('submission').setAttribute('aria-invalid', String(message !== ''));
}
