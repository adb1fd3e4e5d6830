import { Readable } from 'node:stream';
import { pMapIterable } from 'p-map';
import * as v from 'valibot';
import { CommandError } from '../../command/command-error.ts';
import { openLines } from '../lines/open-lines.ts';
import { requireUrl } from '../settings.ts';
import type { Source } from '../source.ts';
import { leaveOut, type Summary, startSummary } from '../summary.ts';
import { type Ask, type CanvasClientOptions, MAX_IN_FLIGHT, startAsking } from './ask-canvas.ts';
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

export type GraphqlCourseOptions = Omit<CanvasClientOptions, 'url'> & {
  /** The address of Canvas. */
  readonly canvas: string;
  /** As it stands in the address of the course. */
  readonly course: string;
  /** Digits: the shard of the Canvas account, which no answer says. */
  readonly shard: string;
  readonly facets: readonly ApiFacet[];
  /** No state can be newer than this. */
  readonly now: Date;
  /** A folder for what was read; nothing of it stays. */
  readonly temporary?: string;
};

export const defaultApiFacets: readonly ApiFacet[] = ['grade', 'course_score'];

/**
 * Opens one course of a Canvas, through its GraphQL API.
 *
 * All of it is read before the first line is given: of a course that a token sees in part, nothing is.
 *
 * @throws CommandError when Canvas cannot be reached, or the token does not see every grade
 */
export async function openGraphqlCourse(options: GraphqlCourseOptions): Promise<Source> {
  const { now, temporary, facets } = options;
  const url = requireUrl('--canvas', options.canvas);
  if (!/^[1-9]\d{0,18}$/.test(options.course))
    throw new CommandError('--course: expected the id of a course.');
  const course = { id: options.course, shard: options.shard };
  const ask = startAsking({ ...options, url });
  const notAfter = await requirePermission(ask, course);
  const summary = startSummary();
  const lines = readCourse({ ask, course, notAfter, summary }, facets);
  const input = { name: `course ${course.id}`, stream: Readable.from(toText(lines)) };
  return { ...(await openLines({ inputs: [input], now, temporary, summary })), notAfter };
}

/** What is read, and what is found on the way. */
type Reading = {
  readonly ask: Ask;
  readonly course: Course;
  readonly notAfter: string;
  readonly summary: Summary;
};

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
async function requirePermission(ask: Ask, course: Course): Promise<string> {
  const { data, date } = await ask(permissionsQuery, { course: course.id });
  const { permissions } = requireAnswer(PermissionsSchema, data['course'], 'course');
  if (permissions.viewAllGrades !== true && permissions.manageGrades !== true) {
    throw new CommandError(
      `The token may not view all grades of course ${course.id}. Use one of a teacher or an administrator.`,
    );
  }
  if (Number.isNaN(date.getTime()))
    throw new CommandError('Canvas does not say what time it is: there is no Date in its answer.');
  return new Date(date.getTime() - REPLICA_LAG).toISOString();
}

async function* toText(lines: AsyncIterable<readonly object[]>): AsyncGenerator<string> {
  for await (const page of lines) yield page.map((line) => `${JSON.stringify(line)}\n`).join('');
}

async function* readCourse(reading: Reading, facets: readonly ApiFacet[]): AsyncGenerator<readonly object[]> {
  const { ask, course } = reading;
  const ofSubmission = facets.filter((facet) => facet !== 'course_score');
  if (ofSubmission.length > 0) {
    // Assignments first: see `newer_than_assignments`.
    const pages = readConnection(ask, assignmentsQuery, { course: course.id }, 'course', AssignmentSchema);
    const assignments: Assignment[] = [];
    for await (const page of pages) assignments.push(...page);
    const read = (assignment: Assignment) => readSubmissions(reading, ofSubmission, assignment);
    yield* pMapIterable(assignments, read, { concurrency: MAX_IN_FLIGHT });
  }
  if (facets.includes('course_score')) yield await readCourseScores(reading);
}

async function readSubmissions(
  { ask, course, notAfter, summary }: Reading,
  facets: readonly Exclude<ApiFacet, 'course_score'>[],
  assignment: Assignment,
): Promise<readonly object[]> {
  const lines: object[] = [];
  const variables = { assignment: assignment.legacyId };
  const pages = readConnection(ask, submissionsQuery, variables, 'assignment', SubmissionSchema);
  for await (const page of pages) {
    for (const submission of page) {
      if (submission.user === null) leaveOut(summary, 'anonymous');
      else if (submission.updated_at > notAfter) leaveOut(summary, 'newer_than_assignments');
      else lines.push(...facets.map((facet) => submissionLine(facet, submission, assignment, course)));
    }
  }
  return lines;
}

/** One line a student: who is in several sections has several enrolments, with the same scores or older ones. */
async function readCourseScores({ ask, course, summary }: Reading): Promise<readonly object[]> {
  const chosen = new Map<string, Enrollment>();
  const pages = readConnection(ask, enrollmentsQuery, { course: course.id }, 'course', EnrollmentSchema);
  for await (const page of pages) {
    for (const enrollment of page) {
      requireUnposted(enrollment, course);
      const other = chosen.get(enrollment.user.legacyId);
      if (other !== undefined) leaveOut(summary, 'other_enrollment');
      if (other === undefined || placeOf(enrollment) > placeOf(other))
        chosen.set(enrollment.user.legacyId, enrollment);
    }
  }
  return [...chosen.values()].map((enrollment) => courseScoreLine(enrollment, course));
}

/** The active enrolment that changed last stands for all. */
function placeOf({ state, updated_at }: Enrollment): string {
  return `${state === 'active' ? 1 : 0} ${updated_at}`;
}

/** Without the right to see all grades, scores have the override applied, and those of hidden grades are null. */
function requireUnposted({ grades }: Enrollment, course: Course): void {
  const isScored = grades.current_score !== null || grades.final_score !== null;
  const isUnpostedSeen = grades.unposted_current_score !== null || grades.unposted_final_score !== null;
  if (!isScored || isUnpostedSeen) return;
  throw new CommandError(
    `The token does not see unposted scores of course ${course.id}: its scores would be wrong. Use one of a teacher or an administrator.`,
  );
}
