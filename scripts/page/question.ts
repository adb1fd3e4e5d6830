import { readId, readUrl } from '../reader/canvas-ids.ts';
import type { Kind } from './public/choices.ts';

/** What is looked for, under the ids of the tables. A submission's URL names assignment and student. */
export type Question =
  | { readonly kind: Kind; readonly id: string }
  | { readonly kind: 'submission'; readonly assignment: string; readonly student: string }
  | { readonly kind: 'course_score'; readonly course: string; readonly student: string };

/**
 * Reads an id of a kind, or a URL of Canvas, which says by itself what it is of. The ids of a course and of a
 * student, with a space between them, are the student in the course.
 *
 * @param shard of local ids; empty where events name none
 * @returns undefined for what is neither
 */
export function readQuestion(kind: Kind, text: string, shard: string): Question | undefined {
  const idOf = (written: string | undefined) => (written === undefined ? undefined : readId(written, shard));
  const url = readUrl(text);
  if (url === undefined) {
    const [id, other, ...more] = text.split(/\s+/).map(idOf);
    if (kind !== 'course' || other === undefined) return asQuestion(kind, idOf(text));
    if (id === undefined || more.length > 0) return undefined;
    return { kind: 'course_score', course: id, student: other };
  }
  const [assignment, student] = [idOf(url.assignment), idOf(url.user)];
  if (assignment !== undefined && student !== undefined) return { kind: 'submission', assignment, student };
  return (
    asQuestion('assignment', assignment) ??
    asQuestion('student', student) ??
    asQuestion('course', idOf(url.course))
  );
}

function asQuestion(kind: Kind, id: string | undefined): Question | undefined {
  return id === undefined ? undefined : { kind, id };
}
