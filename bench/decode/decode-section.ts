import { ratioOf, spreadOf } from '../measure/ratio.ts';
import { spread } from '../report/print.ts';
import type { Section } from '../report/section.ts';
import type { DecodeFigures } from './run-decode.ts';

const labels = {
  json_parse: 'JSON.parse alone, the limit',
  ours: 'ours: decode and validate',
  valibot: 'valibot, a union of looseObjects',
  zod: 'zod, a union of looseObjects',
  ajv: 'Ajv, compiled; says yes or no',
  loop_parts: 'ours: read and merge, one after the other',
  loop: 'ours: the batch loop around both',
} as const satisfies Record<keyof DecodeFigures, string>;

export function decodeSection(figures: DecodeFigures): Section {
  const names = Object.keys(labels) as (keyof DecodeFigures)[];
  return {
    title: 'Decode: microseconds of CPU an event of the mix, 1.9 KB on average',
    tables: [
      [
        ['', 'CPU µs', 'to JSON.parse'],
        ...names.map((name) => [
          labels[name],
          spread(spreadOf(figures[name])),
          spread(ratioOf(figures[name], figures.json_parse)),
        ]),
      ],
    ],
    notes: [
      'Ours looks for integers that a double cannot hold, writes instants in UTC and names unknown fields; the others do not.',
      'The loop and its parts have a store that takes everything and costs nothing.',
    ],
    goals: [
      {
        what: 'decode + validate / JSON.parse',
        figure: ratioOf(figures.ours, figures.json_parse),
        bound: 'at most',
        limit: 1.65,
      },
      {
        what: 'batch loop / what it runs',
        figure: ratioOf(figures.loop, figures.loop_parts),
        bound: 'at most',
        limit: 1.05,
      },
    ],
  };
}
