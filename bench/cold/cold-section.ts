import { ratioOf, spreadOf } from '../measure/ratio.ts';
import { number, spread } from '../report/print.ts';
import type { Section } from '../report/section.ts';
import { type ColdContender, type ColdFigures, coldContenders } from './run-cold.ts';

const sdkOnly = [
  'sdk-only',
  'sdk-only, all of it',
  'sdk-only, split',
  'sdk-only, cjs',
] as const satisfies readonly ColdContender[];

export function coldSection(figures: ColdFigures): Section {
  const names = Object.keys(coldContenders) as ColdContender[];
  const best = sdkOnly.toSorted(
    (a, b) => spreadOf(figures[a].initWall).median - spreadOf(figures[b].initWall).median,
  )[0] as ColdContender;
  return {
    title: 'Cold: a fresh process imports the bundle (init) and handles a first batch of 10',
    tables: [
      [
        ['', 'KB', 'init ms', 'init CPU ms', 'init + first batch ms'],
        ...names.map((name) => [
          name,
          number(Math.round(figures[name].bytes / 1024)),
          spread(spreadOf(figures[name].initWall)),
          spread(spreadOf(figures[name].initCpu)),
          spread(spreadOf(untilFirst(figures, name))),
        ]),
      ],
    ],
    notes: [
      `The best packing of the SDK alone is ${best} in this run. Node's own start is not in it.`,
      'Without a word: one ES module without what the SDK never loads in Lambda, as deployed. "All of it" has that too.',
    ],
    goals: [
      {
        what: 'init, ours / SDK alone in its best packing',
        figure: ratioOf(figures.ours.initWall, figures[best].initWall),
        bound: 'at most',
        limit: 1.3,
      },
      {
        what: 'init + first batch, naive / ours',
        figure: ratioOf(untilFirst(figures, 'naive'), untilFirst(figures, 'ours')),
        bound: 'at least',
        limit: 2.5,
      },
    ],
  };
}

function untilFirst(figures: ColdFigures, name: ColdContender): number[] {
  const { initWall, firstBatchWall } = figures[name];
  return initWall.map((init, round) => init + (firstBatchWall[round] ?? NaN));
}
