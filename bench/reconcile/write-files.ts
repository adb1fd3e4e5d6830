import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { literal, openDuckdb } from '../../scripts/snapshot/canvas-data/open-duckdb.ts';
import {
  assignmentsACourse,
  changeStep,
  firstChange,
  gradedAnEnrollment,
  type School,
  scores,
  secondsOfChanges,
  studentsACourse,
} from './school.ts';

/** Records of a file: `dap` writes several a table. */
const recordsAFile = 500_000;

const instant = (seconds: string) =>
  `strftime(TIMESTAMP ${literal(firstChange.slice(0, 19))} + to_seconds(${seconds}), '%Y-%m-%dT%H:%M:%S.000Z')`;
const changed = instant(`(i * ${changeStep}) % ${secondsOfChanges}`);

/** Of each table, by the number of a record: its columns but for `id`. */
function tablesOf({ students, assignments, submissions, enrollments }: School) {
  const enrollment = `(i // ${assignmentsACourse})`;
  const isGraded = `i % ${assignmentsACourse} < ${gradedAnEnrollment}`;
  return {
    // One more, which nobody has handed in, was changed after all submissions: the files were fetched in that order.
    assignments: {
      records: assignments + 1,
      columns: `context_id := i // ${assignmentsACourse} + 1, workflow_state := 'published', title := 'Assignment ' || i,
        points_possible := 100.0, submission_types := 'online_upload', updated_at := CASE WHEN i = ${assignments}
        THEN '2026-01-01T00:00:00.000Z' ELSE ${literal(firstChange)} END`,
    },
    submissions: {
      records: submissions,
      columns: `course_id := ${enrollment} // ${studentsACourse} + 1, user_id := ${enrollment} % ${students} + 1,
        assignment_id := ${enrollment} // ${studentsACourse} * ${assignmentsACourse} + i % ${assignmentsACourse} + 1,
        workflow_state := CASE WHEN ${isGraded} THEN 'graded' ELSE 'unsubmitted' END,
        score := CASE WHEN ${isGraded} THEN i % ${scores} END, grade := CASE WHEN ${isGraded} THEN (i % ${scores})::VARCHAR END,
        excused := false, posted_at := ${changed}, graded_at := ${changed}, grader_id := 7, submitted_at := ${changed},
        submission_type := 'online_upload', attempt := 1, late_policy_status := NULL, cached_due_date := ${changed},
        updated_at := ${changed}`,
    },
    scores: {
      records: enrollments,
      columns: `enrollment_id := i + 1, workflow_state := 'active', course_score := true, grading_period_id := NULL,
        assignment_group_id := NULL, current_score := i % ${scores}, final_score := i % ${scores},
        unposted_current_score := i % ${scores}, unposted_final_score := i % ${scores}, override_score := NULL,
        created_at := ${literal(firstChange)}, updated_at := ${changed}`,
    },
    enrollments: {
      records: enrollments,
      columns: `user_id := i % ${students} + 1, course_id := i // ${studentsACourse} + 1, type := 'StudentEnrollment',
        workflow_state := 'active', updated_at := ${literal(firstChange)}`,
    },
  };
}

export const benchTables = ['assignments', 'submissions', 'scores', 'enrollments'] as const;

/** Writes the school as files of Canvas Data 2: JSON lines, packed, a folder a table. */
export async function writeFiles(school: School, folder: string): Promise<void> {
  const duckdb = await openDuckdb(folder);
  try {
    for (const [name, { records, columns }] of Object.entries(tablesOf(school))) {
      await mkdir(join(folder, name), { recursive: true });
      for (let from = 0; from < records; from += recordsAFile) {
        const until = Math.min(records, from + recordsAFile);
        const path = join(folder, name, `part-${from / recordsAFile}.json.gz`);
        await duckdb.connection.run(`COPY (
          SELECT struct_pack(ts := '2026-01-01T06:00:00.000Z', action := 'U') AS meta, struct_pack(id := i + 1) AS key,
            struct_pack(${columns}) AS value FROM range(${from}, ${until}) AS numbers(i)
        ) TO ${literal(path)} (FORMAT json, COMPRESSION gzip)`);
      }
    }
  } finally {
    await duckdb.close();
  }
}
