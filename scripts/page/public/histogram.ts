import type { Change } from '../describe-change.ts';
import { element } from './element.ts';
import { plural, small } from './values.ts';

const labels = ['below 0', ...Array.from({ length: 10 }, (_, i) => `${10 * i}–${10 * i + 10}`), 'above 100'];

/**
 * Draws how the scores among some rows are spread, in tens of percent; nothing where no row has one.
 *
 * A list of counts with a bar beside each: what is read out is what is seen.
 *
 * @param facet the one whose scores are counted
 */
export function drawHistogram(rows: readonly Change[], facet: string): HTMLElement[] {
  const ofFacet = rows.filter((row) => row.facet === facet);
  const percents = ofFacet.flatMap(({ percent }) => percent ?? []).toSorted((a, b) => a - b);
  if (percents.length === 0) return [];
  const counts = labels.map(() => 0);
  for (const percent of percents) counts[binOf(percent)] = (counts[binOf(percent)] ?? 0) + 1;
  const most = Math.max(...counts);
  const bins = counts.flatMap((count, i) => {
    const isOutside = i === 0 || i === labels.length - 1;
    return isOutside && count === 0 ? [] : [drawBin(labels[i] ?? '', count, most)];
  });
  const without = ofFacet.length - percents.length;
  return [
    small(
      `${plural(percents.length, 'score')}: mean ${show(meanOf(percents))} %, median ${show(medianOf(percents))} %.`,
      without === 0 ? null : ` ${without.toLocaleString('en')} without a score.`,
    ),
    element('ol', { class: 'bins', 'aria-label': 'Scores, in percent of the points possible' }, ...bins),
  ];
}

function drawBin(label: string, count: number, most: number): HTMLElement {
  const bar = element('span');
  bar.style.width = `${(100 * count) / most}%`;
  const tally = element('span', {}, count.toLocaleString('en'));
  return element('li', {}, tally, element('span', { class: 'soft' }, `${label} %`), bar);
}

function binOf(percent: number): number {
  if (percent < 0) return 0;
  return percent > 100 ? labels.length - 1 : 1 + Math.min(9, Math.floor(percent / 10));
}

function meanOf(sorted: readonly number[]): number {
  return sorted.reduce((sum, percent) => sum + percent, 0) / sorted.length;
}

function medianOf(sorted: readonly number[]): number {
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}

function show(percent: number): string {
  return percent.toLocaleString('en', { maximumFractionDigits: 1 });
}
