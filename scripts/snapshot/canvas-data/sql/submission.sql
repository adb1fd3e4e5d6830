-- What the student handed in, and when.
--
-- `late` and `missing` are no columns: Canvas computes them from the clock, and so does this, with the newest
-- change of the files as the clock. They alone must never make a difference.
WITH states AS (
  SELECT
    submissions.*,
    coalesce(submitted_at, CASE WHEN submission_type IS NOT NULL THEN submissions.updated_at END) AS handed_in_at,
    coalesce(is_true(excused), false) OR custom_grade_status_id IS NOT NULL AS has_no_tardiness,
    coalesce(is_true(cached_quiz_lti), false) AS is_new_quiz,
    trim(coalesce(assignments.submission_types, '')) NOT IN ('', 'none', 'not_graded', 'on_paper', 'external_tool')
      AS expects_submission
  FROM submissions LEFT JOIN assignments ON assignments.id = submissions.assignment_id
),
tardiness AS (
  SELECT
    *,
    -- Quizzes hand in by themselves, up to a minute late.
    coalesce(
      coalesce(handed_in_at, getvariable('newest_submissions'))::TIMESTAMPTZ
        - CASE WHEN is_new_quiz OR submission_type = 'online_quiz' THEN INTERVAL 60 SECOND
            ELSE INTERVAL 0 SECOND END
        >= try_cast(cached_due_date AS TIMESTAMPTZ) + INTERVAL 1 SECOND,
      false) AS is_past_due
  FROM states
)
SELECT
  NULL AS left_out,
  json_object(
    'table', 'submissions',
    'key', json_object('submission_id', lift(id), 'facet', 'submission'),
    'identity', json_object(
      'assignment_id', lift(assignment_id), 'course_id', lift(course_id), 'user_id', lift(user_id)),
    'values', json_object(
      'workflow_state', workflow_state,
      'attempt', number(attempt),
      'submission_type', submission_type,
      'submitted_at', handed_in_at,
      'late', CASE
        WHEN has_no_tardiness THEN false
        WHEN late_policy_status IS NOT NULL THEN late_policy_status = 'late'
        ELSE handed_in_at IS NOT NULL AND is_past_due
      END,
      'missing', CASE
        WHEN has_no_tardiness THEN false
        WHEN late_policy_status IS NOT NULL THEN late_policy_status = 'missing'
        WHEN grader_id IS NOT NULL OR handed_in_at IS NOT NULL OR NOT is_past_due THEN false
        ELSE is_new_quiz OR expects_submission
      END,
      'grade', grade,
      'score', number(score),
      'graded_at', graded_at,
      'posted_at', posted_at),
    'details', json_object('updated_at', updated_at),
    'as_of', updated_at,
    'source', 'canvas_data_2',
    'only_existing', workflow_state IN ('unsubmitted', 'deleted')
      AND handed_in_at IS NULL AND score IS NULL AND grade IS NULL
  ) AS line
FROM tardiness
ORDER BY hash(id)
