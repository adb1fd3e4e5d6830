import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../../../scripts/command/clock.ts';

type Fields = { readonly [name: string]: unknown };

/** A course as Canvas holds it; `ofEarlierPeriod` is only answered to those who ask for all grading periods. */
export type FakeCourse = {
  readonly id: string;
  readonly permissions: Fields | null;
  readonly assignments: readonly FakeAssignment[];
  readonly enrollments: readonly Fields[] | null;
};

export type FakeAssignment = {
  readonly fields: Fields;
  readonly ofEarlierPeriod?: boolean;
  readonly submissions: readonly Fields[] | null;
};

/** What a request is answered instead of what it asked for. */
export type Disturbance = {
  readonly status: number;
  readonly text: string;
  readonly headers?: { readonly [name: string]: string };
};

export type FakeCanvas = {
  readonly url: string;
  readonly clock: Clock & { readonly slept: () => number };
  readonly requests: () => number;
  /** How many requests were in flight at once, at most. */
  readonly mostInFlight: () => number;
  /** How many requests were refused because the bucket was full. */
  readonly throttled: () => number;
  readonly close: () => Promise<void>;
};

export type FakeCanvasOptions = {
  readonly course: FakeCourse;
  readonly token: string;
  /** What a request costs, of the 600 units that leak back at 10 a second. */
  readonly cost?: number;
  readonly disturb?: (request: number) => Disturbance | undefined;
};

/** Canvas's own time, in step with the clock that the client waits by. */
export const canvasTime = Date.parse('2024-04-10T12:00:00Z');

const highWater = 600;
const leak = 10;
const upFront = 50;

/** Fields that Canvas has, as its types name them; a query for another one is refused whole. */
const knownNames = new Set(
  `query course id legacyId ID String permissions viewAllGrades manageGrades connection assignmentsConnection filter
  gradingPeriodId null first after nodes _id name pointsPossible updatedAt pageInfo hasNextPage endCursor
  assignment submissionsConnection includeConcluded includeDeactivated true states submitted unsubmitted pending_review graded user state grade score excused
  gradeHidden postedAt attempt submissionType submittedAt gradedAt late missing enrollmentsConnection types
  StudentEnrollment StudentViewEnrollment grades currentScore finalScore unpostedCurrentScore unpostedFinalScore`.split(
    /\s+/,
  ),
);

/** Serves the GraphQL API of one course over HTTP, with Canvas's paging, defaults and throttle. */
export async function startFakeCanvas(options: FakeCanvasOptions): Promise<FakeCanvas> {
  let now = 0;
  let requests = 0;
  let inFlight = 0;
  let mostInFlight = 0;
  let throttled = 0;
  let level = 0;
  let leaked = 0;
  const fill = (units: number) => {
    level = Math.max(0, level - ((now - leaked) / 1000) * leak) + units;
    leaked = now;
  };
  const server = createServer((request, response) => {
    requests += 1;
    inFlight += 1;
    mostInFlight = Math.max(mostInFlight, inFlight);
    void handle(request, response, requests).finally(() => {
      inFlight -= 1;
    });
  });
  async function handle(request: IncomingMessage, response: ServerResponse, number: number) {
    const body = await textOf(request);
    fill(0);
    const isFull = level >= highWater;
    fill(upFront);
    // So that requests overlap, as they do on a real network.
    await new Promise((resolve) => setImmediate(resolve));
    fill((isFull ? 0 : (options.cost ?? 1)) - upFront);
    const reply = isFull ? rateLimitExceeded : (options.disturb?.(number) ?? answer(options, request, body));
    if (isFull) throttled += 1;
    response.writeHead(reply.status, {
      'Content-Type': 'application/json',
      Date: new Date(canvasTime + now).toUTCString(),
      'X-Rate-Limit-Remaining': String(isFull ? 0 : highWater - level),
      ...reply.headers,
    });
    response.end(reply.text);
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    clock: {
      now: () => now,
      slept: () => now,
      async sleep(milliseconds) {
        now += milliseconds;
        await Promise.resolve();
      },
    },
    requests: () => requests,
    mostInFlight: () => mostInFlight,
    throttled: () => throttled,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export const rateLimitExceeded: Disturbance = {
  status: 403,
  text: '403 Forbidden (Rate Limit Exceeded)\n',
  headers: { 'Content-Type': 'text/plain; charset=utf-8' },
};

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

function answer({ course, token }: FakeCanvasOptions, request: IncomingMessage, body: string): Disturbance {
  if (request.headers.authorization !== `Bearer ${token}`) {
    return { status: 401, text: '{"errors":[{"message":"Invalid access token."}]}' };
  }
  const { query, variables } = JSON.parse(body) as { query: string; variables: { [name: string]: string } };
  // As the query calls it.
  const aliases = [...query.matchAll(/(\w+): (\w+)/g)];
  const json = (data: unknown) => ({
    status: 200,
    text: aliases.reduce(
      (text, [, alias, name]) => text.replaceAll(`"${name}":`, `"${alias}":`),
      JSON.stringify(data),
    ),
  });
  const unknown = query
    .replace(/\$\w+|\w+_\w+: /g, '')
    .match(/[A-Za-z_]+/g)
    ?.find((name) => !knownNames.has(name));
  if (unknown !== undefined) return json({ errors: [{ message: `Field '${unknown}' doesn't exist` }] });
  return json({ data: select(course, query, variables) });
}

function select(course: FakeCourse, query: string, variables: { [name: string]: string | null }): unknown {
  if (variables['assignment'] !== undefined) {
    const found = course.assignments.find(({ fields }) => fields['_id'] === variables['assignment']);
    const states = /states: \[([^\]]*)\]/.exec(query)?.[1]?.split(', ') ?? [
      'submitted',
      'pending_review',
      'graded',
    ];
    const isOfAll = query.includes('includeConcluded: true, includeDeactivated: true');
    const visible = found?.submissions?.filter(
      (submission) =>
        states.includes(String(submission['state'])) && (isOfAll || submission['hasLeft'] !== true),
    );
    return { assignment: found ? { connection: page(visible ?? null, query, variables) } : null };
  }
  if (variables['course'] !== course.id) return { course: null };
  if (query.includes('permissions')) return { course: { _id: course.id, permissions: course.permissions } };
  const isOfAllPeriods = query.includes('gradingPeriodId: null');
  if (query.includes('assignmentsConnection')) {
    const all = course.assignments.filter(
      ({ ofEarlierPeriod }) => isOfAllPeriods || ofEarlierPeriod !== true,
    );
    return {
      course: {
        connection: page(
          all.map(({ fields }) => fields),
          query,
          variables,
        ),
      },
    };
  }
  const ofCourse = query.includes('grades(gradingPeriodId: null)');
  const enrollments = course.enrollments?.map((enrollment) =>
    ofCourse ? enrollment : { ...enrollment, grades: gradesOfCurrentPeriod },
  );
  return { course: { connection: page(enrollments ?? null, query, variables) } };
}

const gradesOfCurrentPeriod = {
  currentScore: 1,
  finalScore: 1,
  unpostedCurrentScore: 1,
  unpostedFinalScore: 1,
};

/** Canvas gives at most 100 entries a page, whatever is asked. */
function page(
  entries: readonly Fields[] | null,
  query: string,
  { after }: { [name: string]: string | null },
) {
  if (entries === null) return null;
  const size = Math.min(100, Number(/first: (\d+)/.exec(query)?.[1] ?? 10));
  const start = Number(after ?? 0);
  const end = start + size;
  return {
    nodes: entries.slice(start, end),
    pageInfo: { hasNextPage: end < entries.length, endCursor: String(Math.min(end, entries.length)) },
  };
}
