-- The status that a school defined itself, of a submission. Its name stands in a table of its own.
SELECT
  CASE WHEN custom_grade_status_id IS NOT NULL AND custom_grade_statuses.id IS NULL THEN 'status_unknown' END
    AS left_out,
  json_object(
    'table', 'submissions',
    'key', json_object('submission_id', lift(submissions.id), 'facet', 'custom_status'),
    'identity', json_object(
      'assignment_id', lift(assignment_id), 'course_id', lift(course_id), 'user_id', lift(user_id)),
    'values', json_object('status', custom_grade_statuses.name, 'status_id', lift(custom_grade_status_id)),
    'details', json_object('updated_at', submissions.updated_at),
    'as_of', greatest(submissions.updated_at, custom_grade_statuses.updated_at),
    'source', 'canvas_data_2',
    'only_existing', custom_grade_status_id IS NULL
  ) AS line
FROM submissions
LEFT JOIN custom_grade_statuses ON custom_grade_statuses.id = submissions.custom_grade_status_id
ORDER BY hash(submissions.id)
