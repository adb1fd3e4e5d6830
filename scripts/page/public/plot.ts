import type { Step } from '../tell-history.ts';
import { element, shape } from './element.ts';
import { plural } from './values.ts';

/* The drawing is stretched to its frame; what must not be stretched, text and the mark, is laid over it. */
const [width, height] = [1000, 200];

/** Of more points than this none is marked: they would be a bar. */
const MARKS_AT_MOST = 200;

/** What the line goes through. It keeps a score until the next. */
type Point = { readonly x: number; readonly y: number | null; readonly step: Step };

/**
 * Draws the scores of some steps over time as a line of steps, with the spans marked in which they were hidden.
 *
 * A slider under it, or the pointer on it, goes from step to step, which are told one by one.
 *
 * @param steps of one facet, oldest first; at least one
 * @param tell puts a step into a sentence
 * @param onChoose is told the step on which Enter was pressed, or that was clicked
 */
export function drawPlot(
  steps: readonly Step[],
  label: string,
  tell: (step: Step) => string,
  onChoose: (step: Step) => void,
): HTMLElement {
  const [low, high] = rangeOf(steps);
  const points = pointsOf(steps, low, high);
  const mark = element('span', { class: 'mark', hidden: true });
  const frame = element('div', { class: 'frame' }, drawing(points), mark);
  const range = { min: 1, max: points.length, value: points.length };
  const slider = element('input', { type: 'range', 'aria-label': label, ...range });
  const told = element('p', { class: 'small told', 'aria-hidden': true }, describe(steps));
  const pointed = () => points[slider.valueAsNumber - 1];
  const tellPointed = () => {
    const { x = 0, y, step } = pointed() ?? {};
    mark.style.left = `${(100 * x) / width}%`;
    mark.style.setProperty('--y', `${(100 * (y ?? height)) / height}%`);
    if (step !== undefined) slider.setAttribute('aria-valuetext', tell(step));
  };
  const show = () => {
    tellPointed();
    mark.hidden = false;
    told.textContent = slider.getAttribute('aria-valuetext');
  };
  const choose = () => {
    const step = pointed()?.step;
    if (step !== undefined) onChoose(step);
  };
  slider.addEventListener('input', show);
  slider.addEventListener('keydown', ({ key }) => {
    if (key === 'Enter') choose();
  });
  frame.addEventListener('pointermove', ({ offsetX }) => {
    const at = (width * offsetX) / frame.clientWidth;
    slider.valueAsNumber = 1 + points.findLastIndex(({ x }) => x <= at);
    show();
  });
  for (const part of [frame, slider]) part.addEventListener('click', choose);
  tellPointed();

  const [first, last] = [steps[0], steps.at(-1)].map((step) => step?.eventTime.slice(0, 10) ?? '');
  const isHidden = steps.some(({ hidden }) => hidden);
  return element(
    'div',
    { class: 'plot' },
    drawAxis(String(high), isHidden ? 'grey: hidden from student' : ''),
    frame,
    drawAxis(`${low}, ${first}`, String(last)),
    slider,
    told,
  );
}

function drawAxis(...ends: readonly string[]): HTMLElement {
  const texts = ends.map((end) => element('span', {}, end));
  return element('p', { class: 'head small', 'aria-hidden': true }, ...texts);
}

function describe(steps: readonly Step[]): string {
  return `${plural(steps.length, 'step')}. Arrow keys or the pointer tell each one, Enter shows it in the table.`;
}

/** From 0, or less, to the points that are possible, or more. */
function rangeOf(steps: readonly Step[]): [low: number, high: number] {
  let [low, high] = [0, 0];
  for (const { score, points } of steps) {
    low = Math.min(low, score ?? 0);
    high = Math.max(high, score ?? 0, points ?? 0);
  }
  return [low, high === low ? low + 1 : high];
}

/** The last state goes on: there is room for it. */
function pointsOf(steps: readonly Step[], low: number, high: number): Point[] {
  const times = steps.map(({ eventTime }) => Date.parse(eventTime));
  const [from = 0, to = 0] = [times[0], times.at(-1)];
  const span = Math.max(1, (to - from) * 1.04);
  return steps.map((step, i) => ({
    x: (width * ((times[i] ?? from) - from)) / span,
    y: step.score == null ? null : height * (1 - (step.score - low) / (high - low)),
    step,
  }));
}

function drawing(points: readonly Point[]): SVGElement {
  const svg = shape('svg', {
    viewBox: `0 0 ${width} ${height}`,
    preserveAspectRatio: 'none',
    'aria-hidden': true,
  });
  svg.append(
    shape('path', { class: 'hidden-spans', d: hiddenPath(points) }),
    shape('path', { class: 'line', d: linePath(points) }),
  );
  if (points.length <= MARKS_AT_MOST) svg.append(shape('path', { class: 'marks', d: marksPath(points) }));
  return svg;
}

function linePath(points: readonly Point[]): string {
  return points
    .map(({ x, y }, i) => {
      if (y === null) return '';
      const until = points[i + 1]?.x ?? width;
      const isJoined = i > 0 && points[i - 1]?.y !== null;
      return `${isJoined ? 'V' : `M${round(x)} `}${round(y)}H${round(until)}`;
    })
    .join('');
}

/** Visibility stays what it was where an event does not say. */
function hiddenPath(points: readonly Point[]): string {
  let path = '';
  let since: number | undefined;
  for (const { x, step } of points) {
    if (step.hidden === true) since ??= x;
    if (step.hidden !== false || since === undefined) continue;
    path += spanPath(since, x);
    since = undefined;
  }
  return since === undefined ? path : path + spanPath(since, width);
}

function spanPath(from: number, until: number): string {
  return `M${round(from)} 0H${round(until)}V${height}H${round(from)}Z`;
}

/** A line of no length has round ends: a dot, whatever the drawing is stretched to. */
function marksPath(points: readonly Point[]): string {
  return points.map(({ x, y }) => (y === null ? '' : `M${round(x)} ${round(y)}h0`)).join('');
}

function round(value: number): string {
  return value.toFixed(1);
}
