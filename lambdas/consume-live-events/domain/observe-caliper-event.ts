import type { CaliperEvent, CaliperEventBody } from './caliper-events.ts';
import { isRecord } from './decode.ts';
import { numberOfText } from './field-types.ts';
import { globalId, idOfUrn, shardOf } from './ids.ts';
import type { Observed, ObservedRow } from './observed.ts';

/**
 * Observes what a Caliper event says of its row.
 *
 * Caliper never carries old values, visibility or grading state: they are left out, not empty.
 */
export function observeCaliperEvent(caliperEvent: CaliperEvent): Observed {
  const { eventTime } = caliperEvent.event;
  const observed =
    caliperEvent.name === 'grade_change'
      ? observeGrade(caliperEvent.event)
      : observeAttempt(caliperEvent.event);
  return { eventTime, ...observed };
}

function observeGrade(event: CaliperEventBody<'grade_change'>): ObservedRow<'submissions-grade'> {
  const { object, generated } = event;
  const { id, submissionId, identity } = aboutSubmission(event);
  return {
    type: 'submissions-grade',
    key: { submission_id: submissionId, facet: 'grade' },
    identity,
    state: {
      grade: object.extensions?.['com.instructure.canvas']?.grade ?? null,
      score: numberOf(generated?.scoreGiven),
      points_possible: numberOf(generated?.maxScore),
      status: null,
      grader_id: id(graderOf(generated?.scoredBy)),
      student_sis_id: object.assignee.extensions?.['com.instructure.canvas']?.sis_id ?? null,
    },
    old: null,
  };
}

/** Canvas writes the URN of a user; Caliper 1.1 allows an object with that as its `id` as well. */
function graderOf(scoredBy: unknown): string | undefined {
  return idOfUrn(isRecord(scoredBy) ? scoredBy['id'] : scoredBy, 'user');
}

function observeAttempt(
  event: CaliperEventBody<'submission_created'>,
): ObservedRow<'submissions-submission'> {
  const { object } = event;
  const { submissionId, identity } = aboutSubmission(event);
  return {
    type: 'submissions-submission',
    key: { submission_id: submissionId, facet: 'submission' },
    identity,
    state: {
      attempt: object.count,
      submission_type: object.extensions?.['com.instructure.canvas']?.submission_type ?? null,
      submitted_at: object.dateCreated ?? undefined,
      updated_at: object.dateModified ?? undefined,
    },
    old: null,
  };
}

/** What both kinds of event say in the same way. */
function aboutSubmission({ object, group, actor }: CaliperEventBody<'grade_change' | 'submission_created'>) {
  const course = idOfUrn(group?.id, 'course');
  const rootAccount = actor?.extensions?.['com.instructure.canvas'];
  const rootAccountId = rootAccount?.root_account_id;
  const shard = (course && shardOf(course)) || (rootAccountId && shardOf(rootAccountId)) || '';
  const id = (local: string | undefined) => (local === undefined ? null : globalId(local, shard));
  const identity: ObservedRow<'submissions-grade' | 'submissions-submission'>['identity'] = {
    assignment_id: id(idOfUrn(object.assignable.id, 'assignment')),
    course_id: id(course),
    user_id: id(idOfUrn(object.assignee.id, 'user')),
    root_account_uuid: rootAccount?.root_account_uuid ?? null,
  };
  return { id, submissionId: id(idOfUrn(object.id, 'submission')) ?? '', identity };
}

function numberOf(
  score: number | bigint | { readonly numberStr: string } | null | undefined,
): number | bigint | null {
  return typeof score === 'object' ? (numberOfText(score) ?? null) : (score ?? null);
}
