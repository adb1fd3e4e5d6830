import type { Queues, Snapshot } from '../snapshot.ts';
import { byId, setText, shape } from './element.ts';
import { SAMPLES_AT_MOST, startSampling } from './samples.ts';
import { plural } from './values.ts';

const [width, height] = [600, 48];

let latest: Queues | undefined;

/** Draws from now on how many messages were not finished, for as long as the counts are of now. */
export function startPlot(isLive: () => boolean): void {
  startSampling(() => (isLive() && latest ? latest.waiting + latest.inFlight : undefined), drawPlot);
}

/** Shows how many messages wait, are being worked on, and are dead letters. */
export function showQueues({ queues, problem }: Snapshot): void {
  latest = problem === null ? (queues ?? undefined) : undefined;
  for (const [name, count] of Object.entries(queues ?? {})) {
    setText(byId(`queue-${name}`), count.toLocaleString('en'));
  }
}

function drawPlot(samples: readonly number[], lately: string): void {
  const most = Math.max(...samples);
  setText(byId('plot-text'), `at most ${plural(most, 'message')} not finished ${lately}`);
  const points = samples.map((count, i) => {
    const x = width - (samples.length - 1 - i) * (width / (SAMPLES_AT_MOST - 1));
    return `${x.toFixed(1)},${(height - 2 - (count / Math.max(most, 1)) * (height - 4)).toFixed(1)}`;
  });
  const svg = shape('svg', { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none' });
  svg.append(shape('polyline', { points: points.join(' ') }));
  byId('plot').replaceChildren(svg);
}
