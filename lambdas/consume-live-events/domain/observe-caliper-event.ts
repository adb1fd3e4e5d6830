import type { CaliperEvent, CaliperEventBody } from './caliper-events.ts';
import { isRecord } from './decode.ts';
import { numberOfText } from './field-types.ts';
import { globalId, idOfUrn, shardOf } from './ids.ts';
import type { Facts } from './observed.ts';

/**
 * Observes what a Caliper event says of its row.
 *
 * Caliper never carries old values, visibility or grading state: they are left out, not empty.
 */
export function observeCaliperEvent(caliperEvent: CaliperEvent): Facts {
  return caliperEvent.name === 'grade_change'
    ? observeGrade(caliperEvent.event)
    : observeAttempt(caliperEvent.event);
}

function observeGrade(event: CaliperEventBody<'grade_change'>): Facts {
  const { object, generated } = event;
  const { id } = idsOf(event);
  return {
    ...ofSubmission(event, 'grade'),
    state: {
      grade: object.extensions?.['com.instructure.canvas']?.grade ?? null,
      score: numberOf(generated?.scoreGiven),
      points_possible: numberOf(generated?.maxScore),
      status: null,
      grader_id: id(graderOf(generated?.scoredBy)),
      student_sis_id: object.assignee.extensions?.['com.instructure.canvas']?.sis_id ?? null,
    },
  };
}

/** Canvas writes the URN of a user; Caliper 1.1 allows an object with that as its `id` as well. */
function graderOf(scoredBy: unknown): string | undefined {
  return idOfUrn(isRecord(scoredBy) ? scoredBy['id'] : scoredBy, 'user');
}

function observeAttempt(event: CaliperEventBody<'submission_created'>): Facts {
  const { object } = event;
  return {
    ...ofSubmission(event, 'submission'),
    state: {
      attempt: object.count,
      submission_type: object.extensions?.['com.instructure.canvas']?.submission_type ?? null,
      submitted_at: object.dateCreated ?? undefined,
      updated_at: object.dateModified ?? undefined,
    },
  };
}

function ofSubmission(
  event: CaliperEventBody<'grade_change' | 'submission_created'>,
  facet: 'grade' | 'submission',
): Omit<Facts, 'state'> {
  const { object } = event;
  const { id, courseId } = idsOf(event);
  return {
    eventTime: event.eventTime,
    table: 'submissions',
    key: { submission_id: id(idOfUrn(object.id, 'submission')) ?? '', facet },
    identity: {
      assignment_id: id(idOfUrn(object.assignable.id, 'assignment')),
      course_id: courseId,
      user_id: id(idOfUrn(object.assignee.id, 'user')),
      root_account_uuid: event.actor?.extensions?.['com.instructure.canvas']?.root_account_uuid ?? null,
    },
    old: null,
  };
}

function idsOf({ group, actor }: CaliperEventBody<'grade_change' | 'submission_created'>) {
  const course = idOfUrn(group?.id, 'course');
  const rootAccount = actor?.extensions?.['com.instructure.canvas']?.root_account_id;
  const shard = (course && shardOf(course)) || (rootAccount && shardOf(rootAccount)) || '';
  const id = (local: string | undefined) => (local === undefined ? null : globalId(local, shard));
  return { id, courseId: id(course) };
}

function numberOf(
  score: number | bigint | { readonly numberStr: string } | null | undefined,
): number | bigint | null {
  return typeof score === 'object' ? (numberOfText(score) ?? null) : (score ?? null);
}
