-- Comments that others can read. Canvas never changes who wrote one and when, so its time is its order.
SELECT
  CASE WHEN is_true(draft) OR provisional_grade_id IS NOT NULL THEN 'draft' END AS left_out,
  json_object(
    'table', 'submissions',
    'key', json_object('submission_id', lift(submission_id), 'facet', 'comment#' || lift(id)),
    'identity', json_object('course_id', CASE WHEN context_type = 'Course' THEN lift(context_id) END),
    'values', json_object(
      'author_id', lift(author_id), 'created_at', created_at, 'attachment_ids', lift_all(attachment_ids)),
    'details', json_object(),
    'as_of', created_at,
    'source', 'canvas_data_2',
    'only_existing', false
  ) AS line
FROM submission_comments
ORDER BY hash(id)
