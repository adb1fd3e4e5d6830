import { ratioOf, type Spread, spreadOf } from '../measure/ratio.ts';
import { number, spread } from '../report/print.ts';
import type { Section } from '../report/section.ts';
import type { ColdAnswer } from './cold-child.ts';
import { type ColdContender, type ColdFigures, coldContenders } from './run-cold.ts';

export function coldSection(figures: ColdFigures): Section {
  const names = Object.keys(coldContenders) as ColdContender[];
  const roundsOf = (name: ColdContender, read: Read) => figures[name].rounds.map(read);
  const ratio = (a: ColdContender, b: ColdContender, read: Read): Spread =>
    ratioOf(roundsOf(a, read), roundsOf(b, read));
  return {
    title: 'Cold: a fresh process imports the bundle (init) and handles a first batch of 10',
    tables: [
      [
        ['', 'KB', 'init ms', 'init CPU ms', 'init + first batch ms'],
        ...names.map((name) => [
          name,
          number(Math.round(figures[name].bytes / 1024)),
          ...[initWall, initCpu, untilFirst].map((read) => spread(spreadOf(roundsOf(name, read)))),
        ]),
      ],
    ],
    notes: [
      "Node's own start is not in it.",
      'Without a word, a bundle is without what the SDK never loads in Lambda, as deployed; naive has all of it too.',
    ],
    goals: [
      {
        what: 'init, ours / SDK alone, packed alike',
        figure: ratio('ours', 'sdk-only', initWall),
        bound: 'at most',
        limit: 1.3,
      },
      {
        what: 'init + first batch, naive / ours',
        figure: ratio('naive', 'ours', untilFirst),
        bound: 'at least',
        limit: 2.5,
      },
    ],
  };
}

/** Gives milliseconds. */
type Read = (answer: ColdAnswer) => number;

const initWall: Read = ({ init }) => init.wallMicroseconds / 1000;
const initCpu: Read = ({ init }) => init.cpuMicroseconds / 1000;
const untilFirst: Read = ({ init, firstBatch }) =>
  (init.wallMicroseconds + firstBatch.wallMicroseconds) / 1000;
