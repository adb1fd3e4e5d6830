-- The scores of a student in a course. Who is in several sections has several, one an enrolment: the active
-- one that changed last stands for all.
WITH chosen AS (
  SELECT
    *,
    row_number() OVER (
      PARTITION BY course_id, user_id, left_out IS NULL
      ORDER BY enrollment_state = 'active' DESC, enrollment_updated_at DESC, enrollment_id DESC
    ) AS place
  FROM course_scores
)
SELECT
  CASE WHEN left_out IS NULL AND place > 1 THEN 'other_enrollment' ELSE left_out END AS left_out,
  json_object(
    'table', 'course-scores',
    'key', json_object('course_id', lift(course_id), 'user_id', lift(user_id)),
    'identity', json_object(),
    'values', json_object(
      'current_score', number(current_score),
      'final_score', number(final_score),
      'unposted_current_score', number(unposted_current_score),
      'unposted_final_score', number(unposted_final_score)),
    'details', json_object('workflow_state', workflow_state, 'created_at', created_at, 'updated_at', updated_at),
    'as_of', updated_at,
    'source', 'canvas_data_2',
    'only_existing', coalesce(current_score, final_score, unposted_current_score, unposted_final_score) IS NULL
  ) AS line
FROM chosen
ORDER BY hash(course_id, user_id)
