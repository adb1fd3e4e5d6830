import { ratioOf, spreadOf } from '../measure/ratio.ts';
import { spread } from '../report/print.ts';
import type { Section } from '../report/section.ts';
import type { WriteFigures } from './run-write.ts';

const labels = {
  'put-default': 'PutItem, the client as it comes',
  'put-tuned': 'PutItem, cached and fewer middleware',
  'our-statements': 'ours: 25 statements a request',
} as const satisfies Record<keyof WriteFigures, string>;

export function writeSection(figures: WriteFigures): Section {
  const names = Object.keys(labels) as (keyof WriteFigures)[];
  const ours = figures['our-statements'].cpuPerRow;
  return {
    title: 'Write: microseconds of CPU to write the row of a grade_change through the AWS SDK',
    tables: [
      [
        ['', 'CPU µs', 'to ours'],
        ...names.map((name) => [
          labels[name],
          spread(spreadOf(figures[name].cpuPerRow)),
          spread(ratioOf(figures[name].cpuPerRow, ours)),
        ]),
      ],
    ],
    notes: ['Over plain HTTP; TLS would add to each request, so to the others 25 times as often.'],
    goals: [
      {
        what: 'SDK cost of a write, default client / ours',
        figure: ratioOf(figures['put-default'].cpuPerRow, ours),
        bound: 'at least',
        limit: 1.3,
      },
    ],
  };
}
