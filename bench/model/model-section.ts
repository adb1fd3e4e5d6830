import {
  type LogFigures,
  type PipelineContender,
  type PipelineFigures,
  pipelineContenders,
  type ThroughputFigures,
} from '../pipeline/run-pipeline.ts';
import { exactly } from '../report/goals.ts';
import { number } from '../report/print.ts';
import type { Section, Table } from '../report/section.ts';
import { type Costs, costsOf, timesOf } from './costs.ts';
import { queueTable } from './queue-table.ts';
import { serviceTimeOf } from './service-time.ts';
import { deployed } from './settings.ts';
import { capacityOf } from './simulate-queue.ts';

export type ModelInput = {
  readonly pipeline: PipelineFigures;
  readonly throughput: ThroughputFigures;
  readonly logs: LogFigures;
};

type CostedCase = 'unique-1000' | 'storm-1000';

/** Models cost and delay from the counts of `pipeline` and from times against tables that take 5 ms to answer. */
export function modelSection({ pipeline, throughput, logs }: ModelInput): Section {
  const costs = (name: PipelineContender, one: CostedCase) =>
    costsOf(pipeline[name][one], logs[name][one], { timed: timesOf(throughput[name]), ...deployed });
  const ratio = (one: CostedCase) => exactly(costs('naive', one).sum / costs('ours', one).sum);
  return {
    title: `Model: computed from the counts and times of this run, at ${deployed.megabytes} MB and batches of 1,000`,
    tables: [
      costTable('US dollars a million events, each of a row of its own', (name) =>
        costs(name, 'unique-1000'),
      ),
      costTable('US dollars a million events of a storm, two rows for four', (name) =>
        costs(name, 'storm-1000'),
      ),
      contenderTable(throughput),
      queueTable(timesOf(throughput['with-history'])),
    ],
    notes: [
      'List prices of us-east-1: bench/model/prices.ts. Lambda, logs and SQS are those of full batches, rows are new.',
      "CPU is this machine's, slowed down to the share of a core that Lambda gives. Answers of the tables take 5 ms.",
      'The delay is from the arrival in the queue to the end of the invocation; retries and cold starts are not in it.',
    ],
    goals: [
      {
        what: 'cost before indexes and SQS, unique keys: naive / ours',
        figure: ratio('unique-1000'),
        bound: 'at least',
        limit: 3,
      },
      {
        what: 'cost before indexes and SQS, storm: naive / ours',
        figure: ratio('storm-1000'),
        bound: 'at least',
        limit: 3,
      },
    ],
  };
}

function costTable(title: string, costs: (name: PipelineContender) => Costs): Table {
  return [
    [title, 'writes', 'reads', 'Lambda', 'logs', 'sum', '+ indexes', '+ SQS', '= you pay'],
    ...pipelineContenders.map((name) => {
      const { writes, reads, lambda, logs, sum, indexes, queue, total } = costs(name);
      const dollars = [writes, reads, lambda, logs, sum, indexes, queue, total];
      return [name, ...dollars.map((each) => each.toFixed(3))];
    }),
  ];
}

function contenderTable(throughput: ThroughputFigures): Table {
  return [
    [
      `${deployed.megabytes} MB x ${deployed.maxConcurrency}`,
      'seconds a batch of 1,000',
      'events/s sustained',
    ],
    ...pipelineContenders.map((name) => {
      const serviceTime = serviceTimeOf(timesOf(throughput[name]), deployed.megabytes);
      return [name, number(serviceTime(1000)), number(Math.round(capacityOf({ ...deployed, serviceTime })))];
    }),
  ];
}
