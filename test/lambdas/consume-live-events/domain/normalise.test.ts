import { describe, expect, test } from '@jest/globals';
import { justBefore } from '../../../../lambdas/consume-live-events/domain/order.ts';
import { fixture } from '../../../support/fixtures.ts';
import {
  acceptAny,
  caliperEnvelope,
  caliperGraded,
  deltaOf,
  gradeChange,
  gradeOverride,
  liveEvent,
  rowOf,
  saidBy,
  submissionUpdated,
} from '../../../support/messages.ts';

describe('the status of a grade', () => {
  test.each([
    ['graded', { grade: '5', score: 5, grading_complete: true }],
    ['graded', { grade: 'complete', score: null, grading_complete: true }],
    ['graded', { grade: null, score: 0, grading_complete: true }],
    ['needs_review', { grade: '5', score: 5, grading_complete: false }],
    ['excused', { grade: null, score: null, grading_complete: true }],
    ['ungraded', { grade: null, score: null, grading_complete: false }],
    [null, { grade: '5', score: 5, grading_complete: null }],
  ])('is %p for %j', (status, body) => {
    expect(rowOf(gradeChange(body)).current.state['status']).toBe(status);
  });

  test('is not known from Caliper', () => {
    expect(rowOf(caliperEnvelope(caliperGraded())).current.state['status']).toBeNull();
  });
});

describe('a local id is lifted to global form', () => {
  const submissionIdOf = (id: unknown, metadata: Record<string, unknown>) =>
    rowOf(gradeChange({ submission_id: id }, metadata)).key['submission_id'];

  test('with the shard of the course', () => {
    expect(
      submissionIdOf('100', { context_id: '10070000000000565', root_account_id: '21070000000000001' }),
    ).toBe('10070000000000100');
  });

  test('else with that of the root account', () => {
    expect(submissionIdOf('100', { context_id: '565', root_account_id: '21070000000000001' })).toBe(
      '21070000000000100',
    );
    expect(submissionIdOf('100', { context_type: 'Account', context_id: '99990000000000001' })).toBe(
      '21070000000000100',
    );
    expect(submissionIdOf('100', { context_type: undefined, context_id: undefined })).toBe(
      '21070000000000100',
    );
  });

  test('else not at all', () => {
    expect(submissionIdOf('100', { context_id: '565', root_account_id: '1' })).toBe('100');
    expect(submissionIdOf('100', { context_id: null, root_account_id: null })).toBe('100');
  });

  test('as is the course itself', () => {
    expect(rowOf(gradeChange({}, { context_id: '565' })).identity['course_id']?.value).toBe(
      '21070000000000565',
    );
  });

  test('so that local and global events meet in one row', () => {
    const status = liveEvent('submission_custom_grade_status', {
      submission_id: '11086',
      assignment_id: '355',
      user_id: '48',
      course_id: '565',
    });
    expect(rowOf(status).key).toEqual({ submission_id: '21070000000011086', facet: 'custom_status' });
    expect(rowOf(fixture('grade_change.published').text).key).toEqual({
      submission_id: '21070000000011086',
      facet: 'grade',
    });
  });

  test('in Caliper with the shard of the course, else of the root account', () => {
    const object = { id: 'urn:instructure:canvas:submission:100' };
    const actor = { extensions: { 'com.instructure.canvas': { root_account_id: '10070000000000001' } } };
    const idOf = (event: object) =>
      rowOf(caliperEnvelope(caliperGraded({ object, ...event }))).key['submission_id'];
    expect(idOf({ actor })).toBe('21070000000000100');
    expect(idOf({ actor, group: null })).toBe('10070000000000100');
    expect(idOf({ group: { id: 'urn:instructure:canvas:group:21070000000000565' } })).toBe('100');
  });

  test('exactly when it is a JSON number above 2^53', () => {
    const text = JSON.stringify(gradeChange({ submission_id: 'X' })).replace('"X"', '21070000000011087');
    expect(rowOf(text).key['submission_id']).toBe('21070000000011087');
  });
});

describe('the student', () => {
  test('is student_id, else user_id, and never the actor of the metadata', () => {
    const userOf = (body: Record<string, unknown>) =>
      rowOf(gradeChange(body, { user_id: '21070000000000987' })).identity['user_id']?.value;
    expect(userOf({ student_id: '7', user_id: '8' })).toBe('21070000000000007');
    expect(userOf({ student_id: null, user_id: '8' })).toBe('21070000000000008');
  });

  test('is not in a comment, whose user is its author', () => {
    const comment = liveEvent('submission_comment_created', {
      submission_comment_id: '1',
      submission_id: '2',
      user_id: '3',
    });
    const row = rowOf(comment);
    expect(row.identity['user_id']).toBeUndefined();
    expect(row.key).toEqual({ submission_id: '21070000000000002', facet: 'comment#21070000000000001' });
    expect(row.current.state).toMatchObject({ author_id: '21070000000000003', attachment_ids: null });
  });
});

describe('empty text', () => {
  const status = (body: object) =>
    liveEvent('submission_custom_grade_status', {
      submission_id: '100',
      assignment_id: '200',
      user_id: '300',
      course_id: '565',
      ...body,
    });
  const finalStatus = (body: object) =>
    liveEvent('final_grade_custom_status', {
      score_id: '43',
      enrollment_id: '44',
      user_id: '300',
      course_id: '565',
      ...body,
    });
  const commented = (body: object) =>
    liveEvent('submission_comment_created', {
      submission_comment_id: '1',
      submission_id: '2',
      user_id: '3',
      ...body,
    });

  test('as the old status is the "none" that Canvas sends with a first status', () => {
    const first = `{"metadata":{"event_name":"submission_custom_grade_status","event_time":"2026-03-02T15:04:05.123Z",
      "context_type":"Course","context_id":"100700000000000106"},"body":{"assignment_id":"11","submission_id":"5041",
      "user_id":"113","course_id":"106","submission_status":"Incomplete","submission_status_id":"1",
      "old_submission_status":"","old_submission_status_id":""}}`;
    const { row, reported } = deltaOf(first);
    expect(row.key).toEqual({ submission_id: '100700000000005041', facet: 'custom_status' });
    expect(row.current.state).toEqual({
      status: 'Incomplete',
      status_id: '100700000000000001',
      updated_at: null,
    });
    expect(row.previous?.state).toEqual({ status: null, status_id: null });
    expect(reported).toEqual({ status: null, status_id: null });
  });

  test.each([
    ['submission_status', status],
    ['submission_status_id', status],
    ['old_submission_status', status],
    ['old_submission_status_id', status],
    ['override_status', finalStatus],
    ['override_status_id', finalStatus],
    ['old_override_status', finalStatus],
    ['old_override_status_id', finalStatus],
    ['updated_at', finalStatus],
    ['grading_period_id', gradeOverride],
    ['grader_id', gradeChange],
    ['student_id', gradeChange],
    ['student_sis_id', gradeChange],
    ['submitted_at', submissionUpdated],
    ['posted_at', submissionUpdated],
    ['created_at', commented],
    ['attachment_ids', commented],
  ])('as %s is null and rejects nothing', (field, event) => {
    expect(saidBy(event({ [field]: '' }))).toEqual(saidBy(event({ [field]: null })));
  });

  test.each(['context_id', 'root_account_id', 'root_account_uuid'])(
    'as %s of the metadata is null and rejects nothing',
    (field) => {
      expect(saidBy(gradeChange({}, { [field]: '' }))).toEqual(saidBy(gradeChange({}, { [field]: null })));
    },
  );

  test.each([
    ['group', (value: unknown) => caliperGraded({ group: { id: value } })],
    ['root account', (value: unknown) => caliperGraded(ofRootAccount({ root_account_id: value }))],
    ['uuid of it', (value: unknown) => caliperGraded(ofRootAccount({ root_account_uuid: value }))],
    ['grader', (value: unknown) => caliperGraded({ generated: { scoredBy: value } })],
    ['creation', (value: unknown) => submitted({ dateCreated: value })],
    ['modification', (value: unknown) => submitted({ dateModified: value })],
  ])('as the %s of a Caliper event is null and rejects nothing', (_, event) => {
    expect(saidBy(caliperEnvelope(event('')))).toEqual(saidBy(caliperEnvelope(event(null))));
  });

  test('in any other text is that text', () => {
    expect(rowOf(gradeChange({ grade: '', assignment_name: '', old_grade: '' }))).toMatchObject({
      current: { state: { grade: '', assignment_name: '' } },
      previous: { state: { grade: '' } },
    });
    expect(
      rowOf(submissionUpdated({ grade: '', workflow_state: '', submission_type: '' })).current.state,
    ).toMatchObject({ grade: '', workflow_state: '', submission_type: '' });
    const extensions = { 'com.instructure.canvas': { grade: '', submission_type: '' } };
    expect(rowOf(caliperEnvelope(caliperGraded({ object: { extensions } }))).current.state['grade']).toBe('');
    expect(rowOf(caliperEnvelope(submitted({ extensions }))).current.state['submission_type']).toBe('');
  });

  test('as a submission id leaves an override the override that it is', () => {
    const { metadata, body } = gradeOverride({ submission_id: '' });
    const mislabelled = { metadata: { ...metadata, event_name: 'grade_change' }, body };
    expect(saidBy(mislabelled)).toEqual(saidBy(gradeOverride()));
  });
});

function ofRootAccount(extension: object) {
  return { actor: { extensions: { 'com.instructure.canvas': extension } } };
}

function submitted(object: object) {
  const event = caliperGraded();
  return { ...event, type: 'AssignableEvent', action: 'Submitted', object: { ...event.object, ...object } };
}

describe('a number', () => {
  test.each([
    ['negative zero', '-0', 0],
    ['sixteen digits', '1234567890123456', 1234567890123456],
    ['thirty decimals', '0.123456789012345678901234567890', 0.12345678901234568],
    ['a negative score', '-12.5', -12.5],
    ['the largest that DynamoDB holds', '9.9e125', 9.9e125],
    ['the smallest that DynamoDB holds', '1e-130', 1e-130],
  ])('is kept: %s', (_, literal, expected) => {
    const text = JSON.stringify(gradeChange({ score: 'X' })).replace('"X"', literal);
    expect(rowOf(text).current.state['score']).toBe(expected);
  });

  test.each([
    ['5', 5],
    ['-0.25', -0.25],
    ['1e2', 100],
    ['1E+10', 1e10],
    ['2.5e-12', 2.5e-12],
  ])('of Caliper may be written as numberStr %p', (numberStr, score) => {
    const event = caliperGraded({ generated: { scoreGiven: { numberStr } } });
    expect(rowOf(caliperEnvelope(event)).current.state['score']).toBe(score);
  });

  test('of Caliper may be an object with numberStr', () => {
    const event = caliperGraded({
      generated: { scoreGiven: { numberStr: '-4.50' }, maxScore: { numberStr: '1e1' } },
    });
    expect(rowOf(caliperEnvelope(event)).current.state).toMatchObject({ score: -4.5, points_possible: 10 });
  });
});

describe('who graded', () => {
  const graderOf = (scoredBy: unknown) =>
    rowOf(caliperEnvelope(caliperGraded({ generated: { scoredBy } }))).current.state['grader_id'];

  test.each([
    'urn:instructure:canvas:user:21070000000000987',
    { id: 'urn:instructure:canvas:user:21070000000000987' },
    { id: 'urn:instructure:canvas:user:21070000000000987', type: 'Person', extensions: null },
  ])('is a user in Caliper: %j', (scoredBy) => {
    expect(graderOf(scoredBy)).toBe('21070000000000987');
  });

  test.each([
    undefined,
    null,
    '',
    'urn:instructure:canvas:user:0',
    'urn:instructure:canvas:group:21070000000000987',
    'http://canvas.example.edu/',
    21070000000000,
    ['urn:instructure:canvas:user:21070000000000987'],
    {},
    { id: null },
    { id: 'urn:instructure:canvas:user:0' },
    { id: { id: 'urn:instructure:canvas:user:21070000000000987' } },
    { id: 'http://canvas.example.edu/', type: 'SoftwareApplication' },
  ])('is nobody in Caliper: %j', (scoredBy) => {
    expect(graderOf(scoredBy)).toBeNull();
  });
});

describe('a Caliper event that says next to nothing', () => {
  const bare = { 'com.instructure.canvas': null };

  test.each([
    ['no extensions', undefined, undefined],
    ['empty extensions', {}, null],
    ['extensions of nobody', bare, null],
  ])('is a cleared grade: %s', (_, extensions, generated) => {
    const { object } = caliperGraded();
    const assignee = { id: 'urn:instructure:canvas:user:21070000000000300', extensions };
    const event = {
      ...caliperGraded(),
      object: { ...object, extensions, assignee },
      generated,
      actor: { extensions },
    };
    const row = rowOf(caliperEnvelope(event));
    expect(row.current.state).toEqual({
      grade: null,
      score: null,
      points_possible: null,
      status: null,
      grader_id: null,
      student_sis_id: null,
    });
    expect(row.identity['root_account_uuid']).toBeUndefined();
    const attempt = { ...event, type: 'AssignableEvent', action: 'Submitted' };
    expect(rowOf(caliperEnvelope(attempt)).current.state).toEqual({ attempt: null, submission_type: null });
  });
});

describe('text', () => {
  test('is made well-formed, since a table would give it back so', () => {
    expect(rowOf(gradeChange({ grade: 'A\ud800' }, { root_account_uuid: '\udfff' }))).toMatchObject({
      current: { state: { grade: 'A\ufffd' } },
      identity: { root_account_uuid: { value: '\ufffd' } },
    });
  });

  test('of comments and submissions is left out', () => {
    expect(rowOf(submissionUpdated({ body: 'essay' })).current.state).not.toHaveProperty('body');
  });

  test.each([
    ['submission', submissionUpdated({ body: 'essay' })],
    [
      'comment',
      liveEvent('submission_comment_created', {
        submission_comment_id: '1',
        submission_id: '2',
        user_id: '3',
        body: 'essay',
      }),
    ],
  ] as const)('of a %s is stored where that is switched on', (kind, event) => {
    const policy = { ...acceptAny, storeText: { comment: false, submission: false, [kind]: true } };
    const other = { ...acceptAny, storeText: { comment: true, submission: true, [kind]: false } };
    const withoutText = { ...event, body: { ...event.body, body: 7 } };
    expect(rowOf(event, undefined, policy).current.state['body']).toBe('essay');
    expect(rowOf(event, undefined, other).current.state).not.toHaveProperty('body');
    expect(rowOf(withoutText, undefined, policy).current.state['body']).toBeNull();
  });
});

describe('the order of an observation', () => {
  test('is time, format, digest and new before old', () => {
    expect(rowOf(gradeChange()).current.order).toMatch(/^2026-03-02T10:00:00\.000Z#2#[0-9a-f]{16}#1$/);
    expect(rowOf(gradeChange()).previous?.order).toBe(justBefore(rowOf(gradeChange()).current.order));
    expect(rowOf(caliperEnvelope(caliperGraded())).current.order).toMatch(
      /^2026-03-02T10:00:00\.000Z#1#[0-9a-f]{16}#1$/,
    );
  });

  const orderOf = (event: string | object, eventName?: string, policy = acceptAny) =>
    rowOf(event, eventName, policy).current.order;

  test('is the same for a copy, whose fields may come in another order and null ones not at all', () => {
    const { metadata, body } = gradeChange({
      old_grade: undefined,
      old_score: undefined,
      extra: [{ a: 1, b: null }],
    });
    const reversed = (fields: object) => Object.fromEntries(Object.entries(fields).toReversed());
    const copy = { body: reversed({ ...body, extra: [{ a: 1 }] }), metadata: reversed(metadata) };
    expect(deltaOf(copy)).toEqual(deltaOf(gradeChange({ extra: [{ b: null, a: 1 }] })));
  });

  test('is the same whatever is stored of the event', () => {
    const event = submissionUpdated({ body: 'essay' });
    const keepTexts = { ...acceptAny, storeText: { comment: true, submission: true } };
    expect(rowOf(event, undefined, keepTexts).current.state).toHaveProperty('body', 'essay');
    expect(orderOf(event, undefined, keepTexts)).toBe(orderOf(event));
  });

  test('is that of the event as sent: the same state in another form has its own', () => {
    const local = gradeChange(
      { submission_id: 100, assignment_id: '200' },
      { event_time: '2026-03-02T03:00:00-07:00', root_account_id: null },
    );
    expect(rowOf(local).key).toEqual(rowOf(gradeChange()).key);
    expect(rowOf(local).current.state).toEqual(rowOf(gradeChange()).current.state);
    expect(orderOf(local)).not.toBe(orderOf(gradeChange()));
  });

  test.each([
    ['a value', { score: 6 }, {}],
    ['a detail', { muted: true }, {}],
    ['an old value', { old_score: 1 }, {}],
    ['identity', { assignment_id: '9' }, {}],
    ['identity of the metadata', {}, { root_account_uuid: 'other' }],
    ['what a later version may read', { extra: { id: 1 } }, {}],
    ['an element of a list', { extra: [2, 1] }, {}],
  ])('differs with %s', (_, body, metadata) => {
    const event = gradeChange({ extra: [1, 2] });
    expect(orderOf(gradeChange({ extra: [1, 2], ...body }, metadata))).not.toBe(orderOf(event));
  });

  test('differs with the last digit of an integer that no double can hold', () => {
    const text = (digits: string) => JSON.stringify(gradeChange({ extra: 'X' })).replace('"X"', digits);
    expect(orderOf(text('21070000000011087'))).not.toBe(orderOf(text('21070000000011086')));
  });

  test('differs with the name that a Caliper message is given', () => {
    const submitted = caliperEnvelope({ ...caliperGraded(), type: 'AssignableEvent', action: 'Submitted' });
    expect(orderOf(submitted, 'plagiarism_resubmit')).not.toBe(orderOf(submitted));
  });

  test('takes no account of what lies too deep to be read', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    const text = (value: string) => JSON.stringify(gradeChange({ extra: 'X' })).replace('"X"', value);
    expect(orderOf(text(nested(200_000)))).toBe(orderOf(text(nested(100))));
    expect(orderOf(text(nested(20)))).not.toBe(orderOf(text(nested(21))));
  });

  test('differs with the name of the event', () => {
    const updated = submissionUpdated();
    const created = { ...updated, metadata: { ...updated.metadata, event_name: 'submission_created' } };
    expect(rowOf(created).current.order).not.toBe(rowOf(updated).current.order);
  });
});

describe('the states of a score', () => {
  test('are an override with its old value', () => {
    const { row, reported } = deltaOf(gradeOverride({ override_score: null, old_override_score: 85 }));
    expect(row.key).toEqual({ score_id: '21070000000000043', facet: 'override' });
    expect(row.current.state).toEqual({ override_score: null, updated_at: null });
    expect(reported).toEqual({ override_score: 85 });
  });
});
