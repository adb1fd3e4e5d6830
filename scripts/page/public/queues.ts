import type { Queues, Snapshot } from '../snapshot.ts';
import { byId, setText, shape } from './element.ts';
import { plural } from './values.ts';

const secondsBetween = 5;
const samplesAtMost = 120;
const [width, height] = [600, 48];

let latest: Queues | undefined;
let samples: number[] = [];

/** Draws from now on how many messages were not finished, for as long as the counts are of now. */
export function startPlot(isLive: () => boolean): void {
  setInterval(() => {
    if (latest === undefined || !isLive()) return;
    samples = [...samples, latest.waiting + latest.inFlight].slice(-samplesAtMost);
    drawPlot();
  }, secondsBetween * 1000);
}

/** Shows how many messages wait, are being worked on, and are dead letters. */
export function showQueues({ queues, problem }: Snapshot): void {
  latest = problem === null ? (queues ?? undefined) : undefined;
  for (const [name, count] of Object.entries(queues ?? {})) {
    setText(byId(`queue-${name}`), count.toLocaleString('en'));
  }
}

function drawPlot(): void {
  const most = Math.max(...samples);
  const minutes = Math.max(1, Math.round((samples.length * secondsBetween) / 60));
  const lately = minutes === 1 ? 'minute' : plural(minutes, 'minute');
  setText(byId('plot-text'), `at most ${plural(most, 'message')} not finished in the last ${lately}`);
  const points = samples.map((count, i) => {
    const x = width - (samples.length - 1 - i) * (width / (samplesAtMost - 1));
    return `${x.toFixed(1)},${(height - 2 - (count / Math.max(most, 1)) * (height - 4)).toFixed(1)}`;
  });
  byId('plot').replaceChildren(drawing(points.join(' ')));
}

function drawing(points: string): SVGElement {
  const svg = shape('svg', { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none' });
  svg.append(shape('polyline', { points }));
  return svg;
}
