type Fields = { readonly [name: string]: unknown };

/** A grade line as one of ours; a test states only what it is about. */
export function gradeLine(fields: Fields = {}, values: Fields = {}): Fields {
  return {
    table: 'submissions',
    key: { submission_id: '100700000000005040', facet: 'grade' },
    identity: {
      assignment_id: '100700000000000301',
      course_id: '100700000000000106',
      user_id: '100700000000001140',
    },
    values: { grade: '9', score: 9, points_possible: 10, ...values },
    details: { status: 'graded', hidden: false, grading_complete: true },
    as_of: '2024-03-13T10:00:00Z',
    source: 'canvas_data_2',
    ...fields,
  };
}

export function submissionLine(values: Fields = {}): Fields {
  return gradeLine({
    key: { submission_id: '100700000000005040', facet: 'submission' },
    values: {
      workflow_state: 'graded',
      attempt: 1,
      submission_type: 'online_upload',
      submitted_at: '2024-03-12T20:15:00Z',
      late: false,
      missing: false,
      grade: '9',
      score: 9,
      graded_at: '2024-03-13T10:00:00Z',
      posted_at: null,
      ...values,
    },
    details: { updated_at: '2024-03-13T10:00:00Z' },
  });
}

export function commentLine(values: Fields = {}): Fields {
  return gradeLine({
    key: { submission_id: '100700000000005040', facet: 'comment#100700000000007040' },
    identity: { course_id: '100700000000000106' },
    values: {
      author_id: '100700000000000201',
      created_at: '2024-03-18T15:00:00Z',
      attachment_ids: ['100700000000060001'],
      ...values,
    },
    details: {},
  });
}

export function overrideLine(fields: Fields = {}): Fields {
  return gradeLine({
    table: 'scores',
    key: { score_id: '100700000000008060', facet: 'override' },
    identity: { course_id: '100700000000000106', enrollment_id: '100700000000008560' },
    values: { override_score: 95 },
    details: { updated_at: '2024-03-15T15:00:00Z' },
    ...fields,
  });
}

export function courseScoreLine(fields: Fields = {}): Fields {
  return gradeLine({
    table: 'course-scores',
    key: { course_id: '100700000000000106', user_id: '100700000000001150' },
    identity: { root_account_uuid: 'rootAccountUuid' },
    values: { current_score: 80, final_score: 8, unposted_current_score: 80, unposted_final_score: 8 },
    details: { workflow_state: 'active' },
    ...fields,
  });
}

export function without(fields: Fields, name: string): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([other]) => other !== name));
}
