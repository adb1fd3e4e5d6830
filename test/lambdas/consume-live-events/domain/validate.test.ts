import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { liveEvents } from '../../../../lambdas/consume-live-events/domain/live-events.ts';
import { readMessage } from '../../../../lambdas/consume-live-events/domain/read-message.ts';
import { fixture } from '../../../support/fixtures.ts';
import {
  acceptAny,
  caliperEnvelope,
  caliperGraded,
  gradeChange,
  gradeOverride,
  liveEvent,
  readGood,
  rejectionOf,
  rowOf,
  sentAt,
  submissionUpdated,
} from '../../../support/messages.ts';

const ID = 'expected a Canvas id, a whole number of 1 to 19 digits';
const INSTANT = 'expected an ISO 8601 instant with an offset';
const NUMBER = 'expected a finite number that DynamoDB can hold';
const BOOLEAN = 'expected true or false';

const comment = (body: object) =>
  liveEvent('submission_comment_created', {
    submission_comment_id: '1',
    submission_id: '2',
    user_id: '3',
    ...body,
  });
const courseGradeChange = (body: object) =>
  liveEvent('course_grade_change', { user_id: '2', course_id: '2', ...body });
const submissionStatus = (body: object) =>
  liveEvent('submission_custom_grade_status', {
    submission_id: '100',
    assignment_id: '11',
    user_id: '2',
    course_id: '2',
    ...body,
  });
const finalStatus = (body: object) =>
  liveEvent('final_grade_custom_status', {
    score_id: '1',
    enrollment_id: '2',
    user_id: '3',
    course_id: '4',
    ...body,
  });

describe('an invalid event is rejected with the field and what was expected of it', () => {
  test.each([
    // Metadata.
    [gradeChange({}, { event_name: null }), 'metadata.event_name: expected text'],
    [gradeChange({}, { event_name: 7 }), 'metadata.event_name: expected text'],
    [gradeChange({}, { event_name: '' }), 'metadata.event_name: expected text'],
    [gradeChange({}, { event_time: '' }), `metadata.event_time: ${INSTANT}`],
    [gradeChange({}, { event_time: null }), `metadata.event_time: ${INSTANT}`],
    [gradeChange({}, { event_time: undefined }), `metadata.event_time: ${INSTANT}`],
    [gradeChange({}, { event_time: '2024-02-31T00:00:00Z' }), `metadata.event_time: ${INSTANT}`],
    [gradeChange({}, { root_account_id: 'x' }), `metadata.root_account_id: ${ID}`],
    [gradeChange({}, { root_account_uuid: 5 }), 'metadata.root_account_uuid: expected text'],
    [gradeChange({}, { context_id: 'x' }), `metadata.context_id: ${ID}`],
    // Bodies.
    [{ ...gradeChange(), body: undefined }, 'body: expected an object'],
    [{ ...gradeChange(), body: 'text' }, 'body: expected an object'],
    [{ ...gradeChange(), body: [] }, `body.submission_id: ${ID}`],
    // grade_change.
    [gradeChange({ submission_id: null }), `body.submission_id: ${ID}`],
    [gradeChange({ submission_id: undefined }), `body.submission_id: ${ID}`],
    [gradeChange({ submission_id: '' }), `body.submission_id: ${ID}`],
    [gradeChange({ submission_id: '21070000000011086x' }), `body.submission_id: ${ID}`],
    [gradeChange({ submission_id: { id: '1' } }), `body.submission_id: ${ID}`],
    [gradeChange({ assignment_id: null }), `body.assignment_id: ${ID}`],
    [
      gradeChange({ student_id: null, user_id: null }),
      'body.student_id: expected a Canvas id, here or as user_id',
    ],
    [
      gradeChange({ student_id: '', user_id: '' }),
      'body.student_id: expected a Canvas id, here or as user_id',
    ],
    [gradeChange({ student_id: 'x' }), `body.student_id: ${ID}`],
    [gradeChange({ user_id: 'x' }), `body.user_id: ${ID}`],
    [gradeChange({ grader_id: '-3' }), `body.grader_id: ${ID}`],
    [gradeChange({ grade: 5 }), 'body.grade: expected text'],
    [gradeChange({ old_grade: {} }), 'body.old_grade: expected text'],
    [gradeChange({ score: '5' }), `body.score: ${NUMBER}, got text`],
    [gradeChange({ score: 1e126 }), `body.score: ${NUMBER}`],
    [gradeChange({ score: 1e-200 }), `body.score: ${NUMBER}`],
    [gradeChange({ old_score: 1e300 }), `body.old_score: ${NUMBER}`],
    [gradeChange({ points_possible: true }), `body.points_possible: ${NUMBER}`],
    [gradeChange({ old_points_possible: [] }), `body.old_points_possible: ${NUMBER}`],
    [gradeChange({ grading_complete: 'true' }), `body.grading_complete: ${BOOLEAN}, got text`],
    [gradeChange({ muted: 0 }), `body.muted: ${BOOLEAN}`],
    [gradeChange({ assignment_name: 1 }), 'body.assignment_name: expected text'],
    [gradeChange({ student_sis_id: 1 }), 'body.student_sis_id: expected text'],
    // submission_*.
    [submissionUpdated({ submission_id: null }), `body.submission_id: ${ID}`],
    [submissionUpdated({ assignment_id: null }), `body.assignment_id: ${ID}`],
    [submissionUpdated({ user_id: null }), `body.user_id: ${ID}`],
    [submissionUpdated({ attempt: '2' }), 'body.attempt: expected a whole number, got text'],
    [submissionUpdated({ attempt: 1.5 }), 'body.attempt: expected a whole number'],
    [submissionUpdated({ late: 'no' }), `body.late: ${BOOLEAN}, got text`],
    [submissionUpdated({ missing: 1 }), `body.missing: ${BOOLEAN}`],
    [submissionUpdated({ submitted_at: '2024-03-29T15:33:49' }), `body.submitted_at: ${INSTANT}`],
    [submissionUpdated({ graded_at: 1 }), `body.graded_at: ${INSTANT}`],
    [submissionUpdated({ posted_at: ' ' }), `body.posted_at: ${INSTANT}`],
    [submissionUpdated({ user_id: '' }), `body.user_id: ${ID}`],
    [submissionUpdated({ updated_at: 'x' }), `body.updated_at: ${INSTANT}`],
    [submissionUpdated({ workflow_state: 1 }), 'body.workflow_state: expected text'],
    [submissionUpdated({ submission_type: 1 }), 'body.submission_type: expected text'],
    [submissionUpdated({ grade: 1 }), 'body.grade: expected text'],
    [submissionUpdated({ score: '1' }), `body.score: ${NUMBER}, got text`],
    // submission_comment_created.
    [comment({ submission_comment_id: null }), `body.submission_comment_id: ${ID}`],
    [comment({ submission_id: null }), `body.submission_id: ${ID}`],
    [comment({ user_id: null }), `body.user_id: ${ID}`],
    [comment({ created_at: 'x' }), `body.created_at: ${INSTANT}`],
    [comment({ attachment_ids: '1' }), 'body.attachment_ids: expected a list of Canvas ids'],
    [comment({ attachment_ids: ['1', 'x'] }), `body.attachment_ids.1: ${ID}`],
    [comment({ attachment_ids: ['1', ''] }), `body.attachment_ids.1: ${ID}`],
    // Scores.
    [gradeOverride({ score_id: null }), `body.score_id: ${ID}`],
    [gradeOverride({ enrollment_id: null }), `body.enrollment_id: ${ID}`],
    [gradeOverride({ user_id: null }), `body.user_id: ${ID}`],
    [gradeOverride({ course_id: null }), `body.course_id: ${ID}`],
    [gradeOverride({ grading_period_id: 'x' }), `body.grading_period_id: ${ID}`],
    [gradeOverride({ override_score: 'A' }), `body.override_score: ${NUMBER}, got text`],
    [gradeOverride({ old_override_score: 'A' }), `body.old_override_score: ${NUMBER}, got text`],
    [gradeOverride({ updated_at: 'x' }), `body.updated_at: ${INSTANT}`],
    [finalStatus({ score_id: null }), `body.score_id: ${ID}`],
    [finalStatus({ override_status: 1 }), 'body.override_status: expected text'],
    [finalStatus({ override_status_id: 'x' }), `body.override_status_id: ${ID}`],
    [finalStatus({ old_override_status: 1 }), 'body.old_override_status: expected text'],
    [finalStatus({ old_override_status_id: 'x' }), `body.old_override_status_id: ${ID}`],
    [submissionStatus({ submission_id: null }), `body.submission_id: ${ID}`],
    [submissionStatus({ assignment_id: null }), `body.assignment_id: ${ID}`],
    [submissionStatus({ user_id: null }), `body.user_id: ${ID}`],
    [submissionStatus({ course_id: null }), `body.course_id: ${ID}`],
    [submissionStatus({ submission_status: 1 }), 'body.submission_status: expected text'],
    [submissionStatus({ submission_status_id: 'x' }), `body.submission_status_id: ${ID}`],
    [submissionStatus({ old_submission_status: 1 }), 'body.old_submission_status: expected text'],
    [submissionStatus({ old_submission_status_id: 'x' }), `body.old_submission_status_id: ${ID}`],
    [submissionStatus({ updated_at: 'x' }), `body.updated_at: ${INSTANT}`],
    [courseGradeChange({ user_id: null }), `body.user_id: ${ID}`],
    [courseGradeChange({ course_id: null }), `body.course_id: ${ID}`],
    [courseGradeChange({ workflow_state: 1 }), 'body.workflow_state: expected text'],
    [courseGradeChange({ created_at: 'x' }), `body.created_at: ${INSTANT}`],
    [courseGradeChange({ updated_at: 'x' }), `body.updated_at: ${INSTANT}`],
    ...['current_score', 'final_score', 'unposted_current_score', 'unposted_final_score'].flatMap((name) => [
      [courseGradeChange({ [name]: 'x' }), `body.${name}: ${NUMBER}, got text`] as const,
      [courseGradeChange({ [`old_${name}`]: 'x' }), `body.old_${name}: ${NUMBER}, got text`] as const,
    ]),
  ])('%j', (event, detail) => {
    expect(rejectionOf(event)).toEqual({ code: 'invalid_event', detail });
  });

  const CALIPER_NUMBER = 'expected a finite number, or one as numberStr';
  test.each([
    ['text', 'data.0: expected an object'],
    [caliperGraded({ eventTime: null }), `data.0.eventTime: ${INSTANT}`],
    [
      caliperGraded({ object: { id: 'urn:instructure:canvas:quiz:1' } }),
      'data.0.object.id: expected urn:instructure:canvas:submission:<id>',
    ],
    [
      caliperGraded({ object: { id: undefined } }),
      'data.0.object.id: expected urn:instructure:canvas:submission:<id>',
    ],
    [{ ...caliperGraded(), object: null }, 'data.0.object: expected an object'],
    [caliperGraded({ object: { assignee: undefined } }), 'data.0.object.assignee: expected an object'],
    [
      caliperGraded({ object: { assignee: { id: 'x' } } }),
      'data.0.object.assignee.id: expected urn:instructure:canvas:user:<id>',
    ],
    [
      caliperGraded({ object: { assignable: { id: 'x' } } }),
      'data.0.object.assignable.id: expected urn:instructure:canvas:assignment:<id>',
    ],
    [caliperGraded({ object: { assignable: undefined } }), 'data.0.object.assignable: expected an object'],
    [caliperGraded({ object: { extensions: 'x' } }), 'data.0.object.extensions: expected an object'],
    [
      caliperGraded({ object: { extensions: { 'com.instructure.canvas': 'x' } } }),
      'data.0.object.extensions.com.instructure.canvas: expected an object',
    ],
    [
      caliperGraded({ object: { extensions: { 'com.instructure.canvas': { grade: 5 } } } }),
      'data.0.object.extensions.com.instructure.canvas.grade: expected text',
    ],
    [
      caliperGraded({ generated: { scoreGiven: '5' } }),
      `data.0.generated.scoreGiven: ${CALIPER_NUMBER}, got text`,
    ],
    [
      caliperGraded({ generated: { scoreGiven: { numberStr: '5 points' } } }),
      `data.0.generated.scoreGiven: ${CALIPER_NUMBER}`,
    ],
    [
      caliperGraded({ generated: { scoreGiven: { numberStr: '+5' } } }),
      `data.0.generated.scoreGiven: ${CALIPER_NUMBER}`,
    ],
    [
      caliperGraded({ generated: { scoreGiven: { numberStr: 'five' } } }),
      `data.0.generated.scoreGiven: ${CALIPER_NUMBER}`,
    ],
    [
      caliperGraded({ generated: { scoreGiven: { numberStr: '1e999' } } }),
      `data.0.generated.scoreGiven: ${CALIPER_NUMBER}`,
    ],
    [
      caliperGraded({ generated: { scoreGiven: { numberStr: 5 } } }),
      `data.0.generated.scoreGiven: ${CALIPER_NUMBER}`,
    ],
    [caliperGraded({ generated: { scoreGiven: {} } }), `data.0.generated.scoreGiven: ${CALIPER_NUMBER}`],
    [caliperGraded({ generated: { maxScore: true } }), `data.0.generated.maxScore: ${CALIPER_NUMBER}`],
    [caliperGraded({ group: 'x' }), 'data.0.group: expected an object'],
    [caliperGraded({ group: { id: 1 } }), 'data.0.group.id: expected text'],
    [caliperGraded({ actor: 'x' }), 'data.0.actor: expected an object'],
    [attempt({ count: 'x' }), 'data.0.object.count: expected a whole number, got text'],
    [attempt({ dateCreated: 'x' }), `data.0.object.dateCreated: ${INSTANT}`],
    [attempt({ dateModified: 'x' }), `data.0.object.dateModified: ${INSTANT}`],
    [
      attempt({ assignee: { id: 'x' } }),
      'data.0.object.assignee.id: expected urn:instructure:canvas:user:<id>',
    ],
  ])('in Caliper format: %j', (event, detail) => {
    expect(rejectionOf(caliperEnvelope(event))).toEqual({ code: 'invalid_event', detail });
  });

  test('whose number JSON cannot even hold', () => {
    const text = JSON.stringify(gradeChange({ score: 12345 })).replace('12345', '1e400');
    expect(rejectionOf(text)).toEqual({ code: 'invalid_event', detail: `body.score: ${NUMBER}` });
  });
});

function attempt(object: object, event: object = {}) {
  const { object: graded, ...rest } = caliperGraded();
  return {
    ...rest,
    type: 'AssignableEvent',
    action: 'Submitted',
    object: { ...graded, ...object },
    ...event,
  };
}

describe('what is not read can not reject an event', () => {
  test('whatever its type', () => {
    const event = gradeChange({ new_canvas_field: { a: [1] } }, { user_id: {}, url: 7, session_id: null });
    expect(rowOf(event).key).toEqual(rowOf(gradeChange()).key);
  });

  test('such as a context that is no course', () => {
    const event = gradeChange({}, { context_type: 'Account', context_id: 'any' });
    expect(rowOf(event).identity['course_id']).toBeUndefined();
  });

  test('such as texts', () => {
    expect(rowOf(submissionUpdated({ body: 1, url: 1 })).facet).toBe('submission');
    expect(rowOf(comment({ body: 1 })).facet).toBe('comment');
  });
});

describe('schema drift', () => {
  test('names every field that no documentation knows', () => {
    expect(readGood(gradeChange({ anonymous: true, grade: '5' }, { region: 'x' })).drift).toEqual([
      'grade_change.metadata.region',
      'grade_change.body.anonymous',
    ]);
  });

  test('in Caliper format is told for the event itself', () => {
    expect(readGood(caliperEnvelope(caliperGraded({ target: {} }))).drift).toEqual([
      'caliper.grade_change.target',
    ]);
  });

  test('is not what is documented and not read', () => {
    const unread = {
      group_id: '1',
      url: 'x',
      lti_user_id: 'x',
      lti_assignment_id: 'x',
      associated_integration_id: 'x',
    };
    const metadata = {
      user_login: 'x',
      client_ip: 'x',
      job_id: '1',
      job_tag: 'x',
      real_user_id: '1',
      developer_key_id: '1',
    };
    expect(readGood(submissionUpdated(unread, metadata)).drift).toEqual([]);
    expect(
      readGood(caliperEnvelope(caliperGraded({ session: {}, membership: {}, edApp: {} }))).drift,
    ).toEqual([]);
  });
});

describe('an override that is named grade_change', () => {
  const mislabelled = (body: Record<string, unknown>) => {
    const { metadata, body: override } = gradeOverride(body);
    return { metadata: { ...metadata, event_name: 'grade_change' }, body: override };
  };

  const saidBy = (event: object) => {
    const { key, identity, current, previous } = rowOf(event);
    const whose = Object.entries(identity).map(([name, { value }]) => [name, value]);
    return { key, whose, name: current.eventName, now: current.state, before: previous?.state };
  };

  test('is the override that it is', () => {
    expect(saidBy(mislabelled({}))).toEqual(saidBy(gradeOverride()));
  });

  test('is known by its old score when it was cleared', () => {
    const cleared = { override_score: null, old_override_score: 85 };
    expect(saidBy(mislabelled(cleared))).toEqual(saidBy(gradeOverride(cleared)));
  });

  test.each([
    ['a submission id', { submission_id: '5' }],
    ['no score id', { score_id: null }],
    ['no override score at all', { override_score: null }],
  ])('is none with %s', (_, body) => {
    expect(rejectionOf(mislabelled(body)).detail).toMatch(/^body\.(submission_id|assignment_id): /);
  });
});

test('an event of another name is never taken for an override', () => {
  const { metadata, body } = gradeOverride();
  const event = { metadata: { ...metadata, event_name: 'submission_updated' }, body };
  expect(rejectionOf(event).detail).toMatch(/^body\.submission_id: /);
});

describe('an event without grade state is ignored', () => {
  test.each([
    'quiz_submitted',
    'wiki_page_updated',
    'some_new_event',
    'constructor',
    '__proto__',
    'toString',
  ])('in Canvas format: %p, whatever its body', (name) => {
    expect(readGood(liveEvent(name, { submission_id: '5' }, { event_time: 'x' }))).toEqual({
      deltas: [],
      ignored: [name],
      drift: [],
    });
  });

  test('in Caliper format: a quiz, labelled or not', () => {
    const quiz = { ...caliperGraded(), type: 'AssessmentEvent', action: 'Submitted' };
    expect(readGood(caliperEnvelope(quiz)).ignored).toEqual(['AssessmentEvent/Submitted']);
    expect(readGood(caliperEnvelope(quiz), 'quiz_submitted').ignored).toEqual(['quiz_submitted']);
  });

  test('in Caliper format: what is done to anything but an attempt', () => {
    const page = attempt({ type: 'Page' }, { type: 'Event', action: 'Modified' });
    expect(readGood(caliperEnvelope(page)).deltas).toEqual([]);
    expect(readGood(caliperEnvelope({ ...page, object: null })).deltas).toEqual([]);
    expect(readGood(caliperEnvelope(attempt({ type: 'Page' }))).deltas).toEqual([]);
    expect(readGood(caliperEnvelope(attempt({}, { action: 'Started' }))).deltas).toEqual([]);
    expect(readGood(caliperEnvelope(caliperGraded({ action: 'Viewed' }))).deltas).toEqual([]);
    expect(readGood(caliperEnvelope(caliperGraded({ type: 'ViewEvent' }))).deltas).toEqual([]);
    expect(readGood(caliperEnvelope(attempt({}, { type: 'ViewEvent', action: 'Modified' }))).deltas).toEqual(
      [],
    );
    expect(readGood(caliperEnvelope(attempt({}, { type: 'ViewEvent' }))).deltas).toEqual([]);
    expect(readGood(caliperEnvelope(attempt({}, { type: 'Event', action: 'Created' }))).deltas).toEqual([]);
  });
});

describe('the name of a Caliper event', () => {
  const nameOf = (event: object, label?: string) => rowOf(caliperEnvelope(event), label).current.eventName;

  test('is inferred from type, action and object', () => {
    expect(nameOf(caliperGraded())).toBe('grade_change');
    expect(nameOf(caliperGraded({ object: { type: 'GradeEvent' } }))).toBe('grade_change');
    expect(nameOf(attempt({}))).toBe('submission_created');
    expect(nameOf(attempt({}, { type: 'Event', action: 'Modified' }))).toBe('submission_updated');
  });

  test('is that of the message attribute where that names another of its kind', () => {
    expect(nameOf(attempt({}), 'plagiarism_resubmit')).toBe('plagiarism_resubmit');
    expect(nameOf(attempt({}), 'submission_updated')).toBe('submission_updated');
  });

  test.each([
    'gradeChanged',
    'GradeEvent',
    'GRADE_CHANGE',
    'grade_change ',
    'wiki_page_updated',
    'some_new_event',
    '42',
    '',
    '__proto__',
    'constructor',
  ])('is not that of an attribute nobody knows, which takes nothing away: %p', (label) => {
    const { text } = fixture('grade_change.caliper-published');
    expect(rowOf(text, label)).toEqual(rowOf(text));
    expect(nameOf(attempt({}), label)).toBe('submission_created');
    expect(readGood(caliperEnvelope(caliperGraded(), attempt({})), label).deltas).toHaveLength(2);
  });

  test('is not that of the attribute among several events', () => {
    const { deltas } = readGood(caliperEnvelope(caliperGraded(), attempt({})), 'plagiarism_resubmit');
    expect(deltas.map(({ row }) => row.current.eventName)).toEqual(['grade_change', 'submission_created']);
  });
});

describe('an attribute that contradicts what its Caliper event is', () => {
  const quiz = { ...caliperGraded(), type: 'AssessmentEvent', action: 'Submitted' };
  const page = { type: 'NavigationEvent', action: 'NavigatedTo' };

  test.each([
    ['a grade', caliperGraded(), 'submission_updated'],
    ['a submission', attempt({}), 'grade_change'],
    ['a quiz', quiz, 'submission_created'],
    ['a page', page, 'grade_change'],
    ['a grade', caliperGraded(), 'grade_override'],
    ['a page', page, 'course_grade_change'],
    ['a grade', caliperGraded(), 'quiz_submitted'],
    ['a submission', attempt({}), 'quiz_submitted'],
    ['a submission', attempt({}), 'quizzes.quiz_graded'],
  ])('rejects %s, which is neither ignored nor made into something else', (_, event, label) => {
    expect(rejectionOf(caliperEnvelope(event), undefined, label)).toEqual({
      code: 'invalid_event',
      detail: `data.0.type: expected the type, action and object of ${label}`,
    });
  });

  test.each([
    ['a grade', [quiz, page]],
    ['a quiz', [caliperGraded(), attempt({})]],
  ])('rejects several of which none is %s', (kind, events) => {
    const label = kind === 'a quiz' ? 'quiz_submitted' : 'grade_change';
    expect(rejectionOf(caliperEnvelope(...events), undefined, label)).toEqual({
      code: 'invalid_event',
      detail: `data: expected the type, action and object of ${label}`,
    });
  });

  test('does not when one of several is what it says', () => {
    expect(readGood(caliperEnvelope(quiz, caliperGraded()), 'grade_change').deltas).toHaveLength(1);
    expect(readGood(caliperEnvelope(quiz, caliperGraded()), 'quiz_submitted').deltas).toHaveLength(1);
  });

  test('is told by a name that could be nothing personal', () => {
    const { detail } = rejectionOf(caliperEnvelope(caliperGraded()), undefined, 'quiz of jane@example.edu');
    expect(detail).toBe('data.0.type: expected the type, action and object of unprintable');
  });
});

describe('an attribute beside an event in Canvas format', () => {
  test('that names grade state, where the event names none, is a contradiction', () => {
    expect(rejectionOf(liveEvent('GradeChange', {}), undefined, 'grade_change')).toEqual({
      code: 'invalid_event',
      detail: 'metadata.event_name: expected grade_change, as the attribute says',
    });
  });

  test.each(['quiz_submitted', 'wiki_page_updated', 'gradeChanged', '42'])(
    'takes nothing away and adds nothing: %p',
    (label) => {
      expect(rowOf(gradeChange(), label)).toEqual(rowOf(gradeChange()));
      expect(readGood(liveEvent('some_new_event', {}), label).ignored).toEqual(['some_new_event']);
    },
  );
});

test('no attribute whatever has an event that carries grade state ignored', () => {
  const labels = fc.oneof(fc.string(), fc.constantFrom(...Object.keys(liveEvents), 'quiz_submitted'));
  const bodies = fc.constantFrom(
    caliperEnvelope(caliperGraded()),
    caliperEnvelope(attempt({})),
    caliperEnvelope(caliperGraded(), attempt({})),
    gradeChange(),
    gradeOverride(),
  );
  fc.assert(
    fc.property(bodies, labels, (body, eventName) => {
      const reading = readMessage({ body: JSON.stringify(body), eventName, sentAt }, acceptAny);
      if (reading.ok) expect(reading.value.deltas).toHaveLength(readGood(body).deltas.length);
      else expect(reading.rejection.code).toBe('invalid_event');
    }),
    { numRuns: 500 },
  );
});

describe('a name that is told of', () => {
  const unprintable = [
    'Jane Doe',
    'jane.doe@example.edu',
    '21070000000000048',
    'user_123',
    'x'.repeat(65),
    'é',
  ];

  test.each(unprintable)('never is one that could be something personal: %p', (name) => {
    expect(readGood(liveEvent(name, {})).ignored).toEqual(['unprintable']);
    expect(readGood(gradeChange({ [name]: 1 })).drift).toEqual(['grade_change.body.unprintable']);
    expect(readGood(caliperEnvelope({ type: name, action: name })).ignored).toEqual([
      'unprintable/unprintable',
    ]);
    expect(readGood(caliperEnvelope({}), name).ignored).toEqual(['unprintable']);
  });

  test('may end in a version', () => {
    expect(readGood(liveEvent('grade_change_v2', {})).ignored).toEqual(['grade_change_v2']);
  });
});

describe('an event with several mistakes is rejected with all of them', () => {
  test('of its metadata and of its body, in the order of our fields', () => {
    const event = gradeChange(
      { muted: 'secret', score: 'secret', submission_id: 0 },
      { event_time: 'secret' },
    );

    expect(rejectionOf(event)).toEqual({
      code: 'invalid_event',
      detail: [
        `metadata.event_time: ${INSTANT}`,
        `body.submission_id: ${ID}`,
        `body.score: ${NUMBER}, got text`,
        `body.muted: ${BOOLEAN}, got text`,
      ].join('; '),
    });
  });

  test('of a Caliper event', () => {
    const event = { ...caliperGraded(), eventTime: 'secret', generated: { scoreGiven: 'secret' } };

    expect(rejectionOf(caliperEnvelope(event)).detail).toBe(
      `data.0.eventTime: ${INSTANT}; data.0.generated.scoreGiven: expected a finite number, or one as numberStr, got text`,
    );
  });

  test('once a field, however many there are in it', () => {
    const attachments = Array.from({ length: 90_000 }, () => 'secret');

    expect(rejectionOf(comment({ attachment_ids: attachments, user_id: null })).detail).toMatch(
      /^(body\.[\w.]+: expected [^;]+(; |$)){2}$/,
    );
  });
});
