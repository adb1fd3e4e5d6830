import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProcessFigures } from '../measure/cpu.ts';
import { runChild } from '../measure/run-child.ts';
import { askServer, startServer } from '../measure/run-server.ts';
import { unmet } from '../report/unmet.ts';
import { enrollmentsABehind, type School, schoolOf } from './school.ts';
import type { StoreCounts } from './store-process.ts';
import { writeFiles } from './write-files.ts';

export type ReconcileFigures = {
  readonly school: School;
  /** Of the files, packed. */
  readonly megabytes: number;
  readonly duckdb: ProcessFigures;
  readonly reconcile: ProcessFigures;
  readonly keysRead: number;
  readonly rowsWritten: number;
  /** What was not found as it is, a sentence each. */
  readonly disagreements: readonly string[];
};

type Found = ProcessFigures & {
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
  const { endpoint, stop } = await startServer(new URL('./store-process.ts', import.meta.url), school);
  try {
    await writeFiles(school, folder);
    const duckdb = await runChild<ProcessFigures>(new URL('./duckdb-child.ts', import.meta.url), { folder });
    const script = new URL('./reconcile-child.ts', import.meta.url);
    const { facets, problems, ...reconcile } = await runChild<Found>(script, { folder, endpoint });
    const counts = (await askServer(endpoint, 'Counts')) as StoreCounts;
    return {
      school,
      megabytes: await megabytesOf(folder),
      duckdb,
      reconcile,
      keysRead: counts.keys,
      rowsWritten: counts.rows,
      disagreements: disagreementsOf(school, facets, problems, counts),
    };
  } finally {
    await stop();
    await rm(folder, { recursive: true });
  }
}

function disagreementsOf(
  { graded, submissions, enrollments }: School,
  facets: Found['facets'],
  problems: number,
  counts: StoreCounts,
): string[] {
  const gradesBehind = graded / enrollmentsABehind;
  const scoresBehind = enrollments / enrollmentsABehind;
  return unmet('reconcile', [
    ['equal grades', facets['grade']?.['equal'], graded - gradesBehind],
    ['grades behind', facets['grade']?.['behind'], gradesBehind],
    ['grades without a row', facets['grade']?.['absent'], submissions - graded],
    ['overrides without a row', facets['override']?.['absent'], enrollments],
    ['equal course scores', facets['course_score']?.['equal'], enrollments - scoresBehind],
    ['course scores behind', facets['course_score']?.['behind'], scoresBehind],
    ['records that could not be read', problems, 0],
    ['rows written', counts.rows, gradesBehind + scoresBehind],
    ['states added to the history', counts.history, counts.rows],
  ]);
}

async function megabytesOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(({ parentPath, name }) => stat(join(parentPath, name))));
  return sizes.reduce((sum, { size }) => sum + size, 0) / 1e6;
}
