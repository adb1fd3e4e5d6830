import { prices } from '../model/prices.ts';
import { exactly } from '../report/goals.ts';
import { number } from '../report/print.ts';
import type { Section } from '../report/section.ts';
import type { ReconcileFigures } from './run-reconcile.ts';

/** The rate that `reconcile` allows itself unless it is told otherwise. */
const writeUnitsASecond = 1000;
/** An eventually consistent read of a row below 4 KB. */
const readUnitsAKey = 0.5;

/** Says what a reconcile of a whole school takes here, and what it would in AWS. */
export function reconcileSection(figures: ReconcileFigures): Section {
  const { school, megabytes, duckdb, reconcile, keysRead, rowsWritten } = figures;
  const readUnits = keysRead * readUnitsAKey;
  const dollars = readUnits * prices.readUnit + rowsWritten * prices.writeUnit;
  const secondsAtRate = rowsWritten / writeUnitsASecond;
  return {
    title: `Reconcile: ${number(school.students)} students, ${number(school.submissions)} submissions, ${number(school.graded)} graded, 5 % of the rows behind; ${number(megabytes)} MB of files`,
    tables: [
      [
        ['', 'seconds', 'CPU seconds', 'times DuckDB', 'MB at most', 'records/s'],
        ...(
          [
            ['DuckDB alone reads the files', duckdb],
            ['reconcile --fix', reconcile],
          ] as const
        ).map(([what, { seconds, cpuSeconds, peakMegabytes }]) => [
          what,
          number(seconds),
          number(cpuSeconds),
          number(cpuSeconds / duckdb.cpuSeconds),
          number(Math.round(peakMegabytes)),
          number(Math.round((school.submissions + 2 * school.enrollments) / seconds)),
        ]),
      ],
      [
        ['in AWS', 'units', 'US dollars'],
        [
          `${number(keysRead)} keys read at half a unit`,
          number(readUnits),
          (readUnits * prices.readUnit).toFixed(3),
        ],
        [
          `${number(rowsWritten)} rows healed at a unit`,
          number(rowsWritten),
          (rowsWritten * prices.writeUnit).toFixed(3),
        ],
        ['both', '', dollars.toFixed(3)],
      ],
    ],
    notes: [
      'Rows come from a process that computes them and keeps no write: what is measured is the command, not a table.',
      `At ${number(writeUnitsASecond)} write units a second, the default of --rate, ${number(rowsWritten)} writes take at least ${number(secondsAtRate)} s.`,
    ],
    goals: [
      {
        what: 'peak memory of reconcile, DuckDB in it',
        figure: exactly(Math.round(reconcile.peakMegabytes)),
        bound: 'at most',
        limit: 1024,
        unit: 'MB',
      },
    ],
  };
}
