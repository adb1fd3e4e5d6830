import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChild } from '../measure/run-child.ts';
import { enrollmentsABehind, type School, schoolOf } from './school.ts';
import { writeFiles } from './write-files.ts';

type Figures = { readonly seconds: number; readonly cpuSeconds: number; readonly peakMegabytes: number };

export type ReconcileFigures = {
  readonly school: School;
  /** Of the files, packed. */
  readonly megabytes: number;
  readonly duckdb: Figures;
  readonly reconcile: Figures;
  readonly keysRead: number;
  readonly rowsWritten: number;
  /** What was not found as it is, a sentence each. */
  readonly disagreements: readonly string[];
};

type Found = Figures & {
  readonly facets: { readonly [facet: string]: { readonly [kind: string]: number } };
  readonly problems: number;
};

/**
 * Reconciles a school of this many students, and has DuckDB alone read the same files.
 *
 * Both run in a process of their own, one after the other, as do the tables, whose CPU is nobody's.
 */
export async function measureReconcile(students: number): Promise<ReconcileFigures> {
  const school = schoolOf(students);
  const folder = await mkdtemp(join(tmpdir(), 'bench-reconcile-'));
  const store = fork(new URL('./store-process.ts', import.meta.url), [JSON.stringify(school)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { PATH: process.env['PATH'] },
  });
  try {
    const [{ endpoint }] = (await once(store, 'message')) as [{ endpoint: string }];
    await writeFiles(school, folder);
    const duckdb = await runChild<Figures>(new URL('./duckdb-child.ts', import.meta.url), { folder });
    const script = new URL('./reconcile-child.ts', import.meta.url);
    const { facets, problems, ...reconcile } = await runChild<Found>(script, { folder, endpoint });
    const counts = (await (await fetch(endpoint)).json()) as { keys: number; statements: number };
    return {
      school,
      megabytes: await megabytesOf(folder),
      duckdb,
      reconcile,
      keysRead: counts.keys,
      rowsWritten: counts.statements,
      disagreements: disagreementsOf(school, facets, problems, counts.statements),
    };
  } finally {
    const closed = once(store, 'close');
    store.kill();
    await closed;
    await rm(folder, { recursive: true });
  }
}

function disagreementsOf(
  { graded, submissions, enrollments }: School,
  facets: Found['facets'],
  problems: number,
  written: number,
): string[] {
  const behind = { grade: graded / enrollmentsABehind, course_score: enrollments / enrollmentsABehind };
  const expected = {
    grade: { equal: graded - behind.grade, behind: behind.grade, absent: submissions - graded },
    override: { absent: enrollments },
    course_score: { equal: enrollments - behind.course_score, behind: behind.course_score },
  };
  const expectations: [string, unknown, unknown][] = [
    ...Object.entries(expected).flatMap(([facet, kinds]) =>
      Object.entries(kinds).map(
        ([kind, count]) => [`${facet}: ${kind}`, facets[facet]?.[kind], count] as [string, unknown, unknown],
      ),
    ),
    ['records that could not be read', problems, 0],
    ['rows written', written, behind.grade + behind.course_score],
  ];
  return expectations
    .filter(([, actual, wanted]) => actual !== wanted)
    .map(([what, actual, wanted]) => `reconcile: expected ${String(wanted)} ${what}, got ${String(actual)}`);
}

async function megabytesOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(({ parentPath, name }) => stat(join(parentPath, name))));
  return sizes.reduce((sum, { size }) => sum + size, 0) / 1e6;
}
