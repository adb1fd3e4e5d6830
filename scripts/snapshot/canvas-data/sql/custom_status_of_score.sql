-- The status that a school defined itself, of a final grade.
SELECT
  CASE
    WHEN left_out IS NOT NULL THEN left_out
    WHEN custom_grade_status_id IS NOT NULL AND custom_grade_statuses.id IS NULL THEN 'status_unknown'
  END AS left_out,
  json_object(
    'table', 'scores',
    'key', json_object('score_id', lift(course_scores.id), 'facet', 'custom_status'),
    'identity', json_object(
      'course_id', lift(course_id), 'user_id', lift(user_id), 'enrollment_id', lift(enrollment_id)),
    'values', json_object('status', custom_grade_statuses.name, 'status_id', lift(custom_grade_status_id)),
    'details', json_object('updated_at', course_scores.updated_at),
    'as_of', greatest(course_scores.updated_at, custom_grade_statuses.updated_at),
    'source', 'canvas_data_2',
    'only_existing', custom_grade_status_id IS NULL
  ) AS line
FROM course_scores
LEFT JOIN custom_grade_statuses ON custom_grade_statuses.id = course_scores.custom_grade_status_id
ORDER BY hash(course_scores.id)
