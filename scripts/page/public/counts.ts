import type { Snapshot } from '../snapshot.ts';
import { byId, element, setText, shape } from './element.ts';
import { plural } from './values.ts';

type Counts = { readonly [name: string]: number };
type Meanings = { readonly [name: string]: readonly [title: string, meaning: string] };

const queueMeanings: Meanings = {
  waiting: ['Waiting', 'for the function'],
  inFlight: ['In flight', 'received, and not deleted yet'],
  deadLetters: ['Dead letters', 'rejected, or received too often'],
};
const outcomeMeanings: Meanings = {
  applied: ['Applied', 'a row changed'],
  unchanged: ['Unchanged', 'a copy, or older than both states kept'],
  ignored: ['Ignored', 'carries no grade state'],
  rejected: ['Rejected', 'a dead letter, with the reason'],
  failed: ['Failed', 'a dead letter, received too often'],
};

const SECONDS_BETWEEN = 5;
const SAMPLES_AT_MOST = 120;
const [width, height] = [600, 48];

let latest: Snapshot | undefined;
let sampled: Counts | undefined;
let unfinished: readonly Counts[] = [];
let rates: readonly Counts[] = [];

/** Shows how many messages are in the queues, and how many came to which outcome. */
export function showCounts(snapshot: Snapshot): void {
  latest = snapshot;
  showEach('queue-counts', queueMeanings, snapshot.queues ?? {});
  const outcomes = snapshot.run?.outcomes;
  if (outcomes === undefined) return;
  sampled ??= outcomes;
  showEach('outcome-counts', outcomeMeanings, outcomes);
  setText(byId('outcomes-total'), plural(totalOf(outcomes), 'message'));
}

/** Takes a sample of the counts every few seconds, while they are of now, and draws those of the last ten minutes. */
export function startSampling(isLive: () => boolean): void {
  setInterval(() => {
    if (latest === undefined || !isLive()) return;
    const { queues, problem, run } = latest;
    if (queues !== null && problem === null) sampleQueues(queues);
    if (run !== null) sampleOutcomes(run.outcomes);
  }, SECONDS_BETWEEN * 1000);
}

function sampleQueues({ waiting = 0, inFlight = 0 }: Counts): void {
  unfinished = addTo(unfinished, { waiting, inFlight });
  drawColumns('plot', unfinished);
  const most = Math.max(...unfinished.map(totalOf));
  setText(byId('plot-text'), `at most ${plural(most, 'message')} not finished ${tellSpan(unfinished)}`);
}

/** Has a screen reader say it too: one sentence for all that came since the last, and none where nothing did. */
function sampleOutcomes(now: Counts): void {
  const before = sampled ?? now;
  const more = Object.entries(now).map(([name, count]) => [name, Math.max(0, count - (before[name] ?? 0))]);
  sampled = now;
  rates = addTo(rates, Object.fromEntries(more));
  drawColumns('rates', rates);
  const all = rates.reduce((sum, rate) => sum + totalOf(rate), 0);
  setText(byId('outcomes-lately'), `, ${all.toLocaleString('en')} of them ${tellSpan(rates)}`);
  const told = more.filter(([, count]) => count !== 0).map(([name, count]) => `${count} more ${name}`);
  if (told.length > 0) byId('announcement').textContent = `${told.join(', ')}.`;
}

function showEach(id: string, meanings: Meanings, counts: Counts): void {
  const boxes = Object.entries(meanings).map(([name, [title, meaning]]) =>
    element(
      'div',
      { 'data-count': name },
      element('dt', {}, title),
      element('dd', { class: 'count' }, counts[name]?.toLocaleString('en') ?? '–'),
      element('dd', { class: 'small' }, meaning),
    ),
  );
  byId(id).replaceChildren(...boxes);
}

/** A column for each sample, the newest at the right, of parts upon each other. */
function drawColumns(id: string, samples: readonly Counts[]): void {
  const most = Math.max(1, ...samples.map(totalOf));
  const svg = shape('svg', { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none' });
  const step = width / SAMPLES_AT_MOST;
  for (const [i, sample] of samples.entries()) {
    const x = width - (samples.length - i) * step;
    let y = height;
    for (const [name, count] of Object.entries(sample)) {
      const part = (count / most) * height;
      y -= part;
      if (count > 0) svg.append(shape('rect', { x, y, width: step - 1, height: part, 'data-count': name }));
    }
  }
  byId(id).replaceChildren(svg);
}

function addTo(samples: readonly Counts[], sample: Counts): readonly Counts[] {
  return [...samples, sample].slice(-SAMPLES_AT_MOST);
}

function tellSpan({ length }: readonly Counts[]): string {
  const minutes = Math.max(1, Math.round((length * SECONDS_BETWEEN) / 60));
  return minutes === 1 ? 'in the last minute' : `in the last ${minutes} minutes`;
}

function totalOf(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
