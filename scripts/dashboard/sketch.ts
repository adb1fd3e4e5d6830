import { type Html, html } from './html.ts';
import type { Annotation } from './read-dashboard.ts';

export type Series = { readonly color: string; readonly isRight: boolean };

const points = 48;
const width = 480;
const height = 100;

/**
 * Sketches a graph: made-up curves under the real limits.
 *
 * The same series always look the same, so that two previews can be compared.
 */
export function sketch(series: readonly Series[], limits: readonly Annotation[], isStacked: boolean): Html {
  // Limits stand where curves would reach if they were alarming.
  const top = Math.max(0, ...limits.map(({ value }) => value)) * 1.25;
  const heightOf = (value: number) => height * (1 - value / top);
  return html`<div class="sketch">
    <svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true">
      ${[0.25, 0.5, 0.75].map((part) => html`<path class="grid" d="M0 ${height * part}H${width}"/>`)}
      ${isStacked ? stack(series) : series.map(line)}
      ${limits.map(({ value, color = 'red' }) => {
        return html`<path class="limit" stroke="${color}" d="M0 ${heightOf(value)}H${width}"/>`;
      })}
    </svg>
    ${limits.map(({ value, label = '', color = 'red' }) => {
      return html`<span style="top: ${heightOf(value)}%; color: ${color}">${label} ${value.toLocaleString('en')}</span>`;
    })}
  </div>`;
}

function line({ color, isRight }: Series, index: number): Html {
  // What has the right axis is rare and small: throttles, for example.
  const level = isRight ? 0.03 : 0.13 + 0.13 * index;
  const path = curve(index, level).map((value, i) => `${x(i)},${round(height * (1 - value))}`);
  const kind = isRight ? 'line right' : 'line';
  return html`<polyline class="${kind}" stroke="${color}" points="${path.join(' ')}"/>`;
}

function stack(series: readonly Series[]): Html[] {
  let floor = Array.from({ length: points }, () => 0);
  const areas = series.map(({ color }, index) => {
    const bottom = floor;
    const values = curve(index, 0.34 / (index + 1) ** 1.6);
    floor = bottom.map((value, i) => value + (values[i] ?? 0));
    const edge = [
      ...floor.map((value, i) => [i, value]),
      ...bottom.map((value, i) => [i, value]).toReversed(),
    ];
    const path = edge.map(([i = 0, value = 0]) => `${x(i)},${round(height * (1 - value))}`);
    return html`<polygon fill="${color}" points="${path.join(' ')}"/>`;
  });
  return areas;
}

/** A day's swell with ripples, around a level, between 0 and 1. */
function curve(seed: number, level: number): number[] {
  return Array.from({ length: points }, (_, i) => {
    const swell = 1 + 0.45 * Math.sin((i / points) * 5 + seed / 3);
    const ripple = 1 + 0.12 * Math.sin(i * 1.7 + seed * 5) + 0.08 * Math.sin(i * 0.61 + seed * 11);
    return Math.min(0.97, level * swell * ripple);
  });
}

const x = (index: number) => round((index / (points - 1)) * width);
const round = (value: number) => Math.round(value * 10) / 10;
