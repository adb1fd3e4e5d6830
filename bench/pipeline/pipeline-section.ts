import { ratioOf, type Spread, spreadOf } from '../measure/ratio.ts';
import { exactly, type Goal } from '../report/goals.ts';
import { number, spread } from '../report/print.ts';
import type { Section, Table } from '../report/section.ts';
import { type CaseName, caseNames } from './cases.ts';
import type { MemoryFigures } from './measure-memory.ts';
import { type PipelineContender, type PipelineFigures, pipelineContenders } from './run-pipeline.ts';

export function pipelineSection(figures: PipelineFigures, memory: MemoryFigures): Section {
  return {
    title: 'Pipeline: from the event of an invocation to its answer, against tables that answer at once',
    tables: [cpuTable(figures), ...caseNames.map((name) => countsTable(figures, name))],
    notes: [
      'naive and get-then-put handle the records of a batch in parallel: events of one row race, and the last write wins.',
      'mid keeps the newest of a row, but not always what was before it; ours always does.',
      'with-history is ours as it is deployed: it keeps every event, which none of the others does.',
      `Memory: ${memory.records.toLocaleString('en-US')} records, ${number(memory.megabytes)} MB, ${memory.batches} batches.`,
    ],
    goals: [
      ...countGoals(figures),
      ...cpuGoals(figures),
      {
        what: `peak memory, batches of ${memory.records.toLocaleString('en-US')}`,
        figure: spreadOf(memory.peakMegabytes),
        bound: 'at most',
        limit: 300,
        unit: 'MB',
      },
    ],
  };
}

function cpuTable(figures: PipelineFigures): Table {
  return [
    ['CPU µs an event; to ours', ...caseNames],
    ...pipelineContenders.flatMap((contender) => [
      [contender, ...caseNames.map((name) => number(spreadOf(cpu(figures, contender, name)).median))],
      ...(contender === 'ours'
        ? []
        : [[`${contender} / ours`, ...caseNames.map((name) => spread(toOurs(figures, contender, name)))]]),
    ]),
  ];
}

function countsTable(figures: PipelineFigures, name: CaseName): Table {
  return [
    [`${name}, an event`, 'requests', 'write units', 'read units', 'index write units', 'items written'],
    ...pipelineContenders.map((contender) => {
      const { counts, events, countsVary } = figures[contender][name];
      const { requests, writeUnits, readUnits, indexWriteUnits, written } = counts;
      return [
        `${contender}${countsVary ? ', varies' : ''}`,
        ...[requests, writeUnits, readUnits, indexWriteUnits, written].map((count) => number(count / events)),
      ];
    }),
  ];
}

function countGoals(figures: PipelineFigures): Goal[] {
  const of = (name: CaseName, contender: PipelineContender = 'ours') => {
    const { counts, events } = figures[contender][name];
    return { ...counts, events };
  };
  const [unique, storm, redelivery] = [of('unique-1000'), of('storm-1000'), of('redelivery-1000')];
  const kept = of('unique-1000', 'with-history');
  const goal = (what: string, count: number, limit: number): Goal => ({
    what,
    figure: exactly(count),
    bound: 'exactly',
    limit,
  });
  return [
    goal('write units an event, unique keys', unique.writeUnits / unique.events, 1),
    goal('read units an event, unique keys', unique.readUnits / unique.events, 0.5),
    goal('writes of a batch of 1,000 unique events', unique.written, unique.events),
    goal('writes of a storm of 1,000: two rows for four events', storm.written, storm.events / 2),
    goal('writes of a full redelivery', redelivery.written, 0),
    goal('write units an event with its history, unique keys', kept.writeUnits / kept.events, 2),
    goal('writes of a full redelivery with its history', of('redelivery-1000', 'with-history').written, 0),
  ];
}

function cpuGoals(figures: PipelineFigures): Goal[] {
  const goal = (contender: PipelineContender, name: CaseName, limit: number): Goal => ({
    what: `CPU, ${name}: ${contender} / ours`,
    figure: toOurs(figures, contender, name),
    bound: 'at least',
    limit,
  });
  return [
    goal('mid', 'unique-1000', 1.5),
    goal('get-then-put', 'unique-1000', 3.5),
    goal('naive', 'unique-1000', 8),
    goal('naive', 'storm-1000', 15),
    {
      what: 'CPU, unique-1000: with-history / ours',
      figure: toOurs(figures, 'with-history', 'unique-1000'),
      bound: 'at most',
      limit: 1.7,
    },
    {
      what: 'CPU, unique-1000: mid / with-history',
      figure: ratioOf(cpu(figures, 'mid', 'unique-1000'), cpu(figures, 'with-history', 'unique-1000')),
      bound: 'at least',
      limit: 2.2,
    },
  ];
}

function toOurs(figures: PipelineFigures, contender: PipelineContender, name: CaseName): Spread {
  return ratioOf(cpu(figures, contender, name), cpu(figures, 'ours', name));
}

function cpu(figures: PipelineFigures, contender: PipelineContender, name: CaseName): readonly number[] {
  return figures[contender][name].cpuPerEvent;
}
