import { globalId, isId } from '../../lambdas/consume-live-events/domain/ids.ts';

/** What a person may write where an id is asked for. */
export const idForms = 'a Canvas id (11086, 21070000000011086 or 2107~11086) or a Canvas URL';

/** Which thing in a URL of Canvas an id is asked of. */
export type Kind = 'course' | 'assignment' | 'user';

/** Ids as a Canvas URL names them; undefined where it does not. */
export type UrlIds = { readonly [kind in Kind]: string | undefined };

/**
 * Reads an id in any form Canvas writes it, and gives the one of the tables.
 *
 * @param shard of a local id; empty where events name no shard
 * @returns undefined for what is no id
 */
export function readId(text: string, shard: string): string | undefined {
  const [, ownShard, local] = /^([1-9]\d{0,5})~([1-9]\d{0,12})$/.exec(text) ?? [];
  if (ownShard !== undefined && local !== undefined) return globalId(local, ownShard);
  return isId(text) ? globalId(text, shard) : undefined;
}

const ID = String.raw`(\d+(?:~\d+)?)`;
const inPath = {
  course: new RegExp(`/courses/${ID}(?:/|$)`),
  assignment: new RegExp(`/assignments/${ID}(?:/|$)`),
  user: new RegExp(`/(?:submissions|users|grades)/${ID}(?:/|$)`),
};

/**
 * Reads the ids in a URL of Canvas. The last part of a submission's URL is the *student*:
 *
 *     https://school.instructure.com/courses/565/assignments/355/submissions/48
 *     https://school.instructure.com/courses/565/gradebook/speed_grader?assignment_id=355&student_id=48
 *
 * @returns undefined for what is no URL
 */
export function readUrl(text: string): UrlIds | undefined {
  if (!/^https?:/.test(text) || !URL.canParse(text)) return undefined;
  const { pathname, searchParams, hash } = new URL(text);
  // SpeedGrader kept the student in the fragment once, as {"student_id":"48"}.
  const inHash = /student_id%22:%22(\d+)/.exec(hash)?.[1];
  return {
    course: inPath.course.exec(pathname)?.[1],
    assignment: inPath.assignment.exec(pathname)?.[1] ?? searchParams.get('assignment_id') ?? undefined,
    user: inPath.user.exec(pathname)?.[1] ?? searchParams.get('student_id') ?? inHash,
  };
}
