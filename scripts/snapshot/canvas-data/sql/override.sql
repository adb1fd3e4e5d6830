-- The override of a final grade: it stands in the score of the whole course, one an enrolment.
SELECT
  left_out,
  json_object(
    'table', 'scores',
    'key', json_object('score_id', lift(id), 'facet', 'override'),
    'identity', json_object(
      'course_id', lift(course_id), 'user_id', lift(user_id), 'enrollment_id', lift(enrollment_id)),
    'values', json_object('override_score', number(override_score)),
    'details', json_object('updated_at', updated_at),
    'as_of', updated_at,
    'source', 'canvas_data_2',
    'only_existing', override_score IS NULL
  ) AS line
FROM course_scores
ORDER BY hash(id)
