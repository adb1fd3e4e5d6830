import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pMap from 'p-map';
import * as v from 'valibot';
import { parseInstant } from '../../../lambdas/consume-live-events/domain/instants.ts';
import type { Clock } from '../../command/clock.ts';
import { openLines } from '../lines/open-lines.ts';
import { requireUrl } from '../require-url.ts';
import { requireShard } from '../shard.ts';
import { SnapshotError } from '../snapshot-error.ts';
import type { LeftOut, Source } from '../source.ts';
import { type CanvasClient, MAX_IN_FLIGHT, openCanvasClient } from './canvas-client.ts';
import { assignmentsQuery, enrollmentsQuery, permissionsQuery, submissionsQuery } from './queries.ts';
import { readConnection, requireAnswer } from './read-connection.ts';
import {
  type ApiFacet,
  type Assignment,
  AssignmentSchema,
  type Course,
  courseScoreLine,
  type Enrollment,
  EnrollmentSchema,
  SubmissionSchema,
  submissionLine,
} from './to-lines.ts';

export type GraphqlCourseOptions = {
  /** The address of Canvas. */
  readonly canvas: string;
  /** As it stands in the address of the course. */
  readonly course: string;
  /** Digits: the shard of the Canvas account, which no answer says. */
  readonly shard: string;
  readonly facets: readonly ApiFacet[];
  /** From `readToken`. */
  readonly token: string;
  /** No state can be newer than this. */
  readonly now: Date;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  /** A folder for what was read; nothing of it stays. */
  readonly temporary?: string;
};

export const defaultApiFacets: readonly ApiFacet[] = ['grade', 'course_score'];

/**
 * Reads the token from the environment. It is no option: command lines are seen by others and kept.
 *
 * @throws SnapshotError
 */
export function readToken(env: { readonly CANVAS_API_TOKEN?: string | undefined }): string {
  const token = env.CANVAS_API_TOKEN?.trim() ?? '';
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new SnapshotError('CANVAS_API_TOKEN: expected an access token of Canvas, in the environment.');
}

/**
 * Opens one course of a Canvas, through its GraphQL API.
 *
 * All of it is read before the first line is given: of a course that a token sees in part, nothing is.
 *
 * @throws SnapshotError when Canvas cannot be reached, or the token does not see every grade
 */
export async function openGraphqlCourse(options: GraphqlCourseOptions): Promise<Source> {
  const { signal, clock, now, token, temporary = tmpdir() } = options;
  requireShard(options.shard);
  const url = requireUrl('--canvas', options.canvas);
  if (!/^[1-9]\d{0,18}$/.test(options.course))
    throw new SnapshotError('--course: expected the id of a course.');
  const client = openCanvasClient({
    url,
    token,
    ...(signal && { signal }),
    ...(clock && { clock }),
  });
  const folder = await mkdtemp(join(temporary, 'snapshot-course-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const course = { id: options.course, shard: options.shard };
    const notAfter = await requirePermission(client, course);
    const leftOut: { [Reason in LeftOut]?: number } = {};
    const leaveOut = (reason: LeftOut) => {
      leftOut[reason] = (leftOut[reason] ?? 0) + 1;
    };
    const path = join(folder, `course ${course.id}`);
    const lines = readCourse(client, course, options.facets, notAfter, leaveOut);
    await pipeline(Readable.from(toText(lines)), createWriteStream(path, { mode: 0o600 }));
    const source = await openLines({ paths: [path], stdin: Readable.from([]), now, temporary });
    return {
      notAfter,
      atMost: source.atMost,
      lines: source.lines,
      summary: { ...source.summary, leftOut },
      async close() {
        await source.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** What is read may be of a replica that is behind. */
const REPLICA_LAG = 300_000;

const PermissionsSchema = v.object({
  legacyId: v.string(),
  permissions: v.object({ viewAllGrades: v.nullable(v.boolean()), manageGrades: v.nullable(v.boolean()) }),
});

/**
 * Makes sure that the token sees all grades: what it does not see would look as if it were not there.
 *
 * @returns an instant that everything asked from now on is no older than, by Canvas's own clock
 */
async function requirePermission(client: CanvasClient, course: Course): Promise<string> {
  const { data, date } = await client.ask(permissionsQuery, { course: course.id });
  const { permissions } = requireAnswer(PermissionsSchema, data['course'], 'course');
  if (permissions.viewAllGrades !== true && permissions.manageGrades !== true) {
    throw new SnapshotError(
      `The token may not view all grades of course ${course.id}. Use one of a teacher or an administrator.`,
    );
  }
  if (date === null)
    throw new SnapshotError('Canvas does not say what time it is: there is no Date in its answer.');
  return new Date(date.getTime() - REPLICA_LAG).toISOString();
}

async function* toText(lines: AsyncIterable<readonly object[]>): AsyncGenerator<string> {
  for await (const page of lines) yield page.map((line) => `${JSON.stringify(line)}\n`).join('');
}

async function* readCourse(
  client: CanvasClient,
  course: Course,
  facets: readonly ApiFacet[],
  notAfter: string,
  leaveOut: (reason: LeftOut) => void,
): AsyncGenerator<readonly object[]> {
  const ofSubmission = facets.filter((facet) => facet !== 'course_score');
  if (ofSubmission.length > 0) {
    // Assignments first: see `newer_than_assignments`.
    const assignments: Assignment[] = [];
    const pages = readConnection(client, assignmentsQuery, { course: course.id }, 'course', AssignmentSchema);
    for await (const page of pages) assignments.push(...page);
    while (assignments.length > 0) {
      const next = assignments.splice(0, MAX_IN_FLIGHT);
      const read = (assignment: Assignment) =>
        readSubmissions(client, course, ofSubmission, assignment, notAfter, leaveOut);
      yield* await pMap(next, read, { concurrency: MAX_IN_FLIGHT });
    }
  }
  if (facets.includes('course_score')) yield await readCourseScores(client, course, leaveOut);
}

async function readSubmissions(
  client: CanvasClient,
  course: Course,
  facets: readonly Exclude<ApiFacet, 'course_score'>[],
  assignment: Assignment,
  notAfter: string,
  leaveOut: (reason: LeftOut) => void,
): Promise<readonly object[]> {
  const lines: object[] = [];
  const variables = { assignment: assignment.legacyId };
  const pages = readConnection(client, submissionsQuery, variables, 'assignment', SubmissionSchema);
  for await (const page of pages) {
    for (const submission of page) {
      const isNewer = (parseInstant(submission.updatedAt) ?? '') > notAfter;
      if (submission.user === null) leaveOut('anonymous');
      else if (isNewer) leaveOut('newer_than_assignments');
      else lines.push(...facets.map((facet) => submissionLine(facet, submission, assignment, course)));
    }
  }
  return lines;
}

/** One line a student: who is in several sections has several enrolments, with the same scores or older ones. */
async function readCourseScores(
  client: CanvasClient,
  course: Course,
  leaveOut: (reason: LeftOut) => void,
): Promise<readonly object[]> {
  const chosen = new Map<string, Enrollment>();
  const pages = readConnection(client, enrollmentsQuery, { course: course.id }, 'course', EnrollmentSchema);
  for await (const page of pages) {
    for (const enrollment of page) {
      requireUnposted(enrollment, course);
      const other = chosen.get(enrollment.user.legacyId);
      if (other !== undefined) leaveOut('other_enrollment');
      if (other === undefined || placeOf(enrollment) > placeOf(other))
        chosen.set(enrollment.user.legacyId, enrollment);
    }
  }
  return [...chosen.values()].map((enrollment) => courseScoreLine(enrollment, course));
}

/** The active enrolment that changed last stands for all. */
function placeOf({ state, updatedAt }: Enrollment): string {
  return `${state === 'active' ? 1 : 0} ${parseInstant(updatedAt) ?? ''}`;
}

/** Without the right to see all grades, scores have the override applied, and those of hidden grades are null. */
function requireUnposted({ grades }: Enrollment, course: Course): void {
  const isScored = grades.currentScore !== null || grades.finalScore !== null;
  const isUnpostedSeen = grades.unpostedCurrentScore !== null || grades.unpostedFinalScore !== null;
  if (!isScored || isUnpostedSeen) return;
  throw new SnapshotError(
    `The token does not see unposted scores of course ${course.id}: its scores would be wrong. Use one of a teacher or an administrator.`,
  );
}
