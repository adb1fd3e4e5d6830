-- The grade of a submission, with the points of its assignment.
--
-- Never published_score, published_grade or student_entered_score: the first two are what the student was
-- shown last, the third is not graded at all.
WITH states AS (
  SELECT
    submissions.*,
    assignments.title,
    assignments.points_possible,
    greatest(submissions.updated_at, assignments.updated_at) AS as_of,
    score IS NOT NULL OR grade IS NOT NULL AS has_value,
    coalesce(is_true(excused), false) AS is_excused,
    coalesce(is_true(excused), false) OR (score IS NOT NULL AND submissions.workflow_state = 'graded')
      AS is_complete,
    CASE
      WHEN assignments.id IS NULL THEN 'assignment_unknown'
      WHEN submissions.updated_at > getvariable('newest_assignments') THEN 'newer_than_assignments'
    END AS left_out
  FROM submissions LEFT JOIN assignments ON assignments.id = submissions.assignment_id
)
SELECT
  left_out,
  json_object(
    'table', 'submissions',
    'key', json_object('submission_id', lift(id), 'facet', 'grade'),
    'identity', json_object(
      'assignment_id', lift(assignment_id), 'course_id', lift(course_id), 'user_id', lift(user_id)),
    'values', json_object('grade', grade, 'score', number(score), 'points_possible', number(points_possible)),
    'details', json_object(
      'status', CASE
        WHEN workflow_state = 'deleted' THEN 'deleted'
        WHEN has_value AND is_complete THEN 'graded'
        WHEN has_value THEN 'needs_review'
        WHEN is_complete THEN 'excused'
        ELSE 'ungraded'
      END,
      -- What is no instant must not pass for one, nor what is neither true nor false for false.
      'hidden', CASE WHEN posted_at IS NULL OR is_instant(posted_at) THEN to_json(posted_at IS NULL)
        ELSE to_json(posted_at) END,
      'grading_complete', CASE
        WHEN coalesce(json_type(truth(excused)), 'NULL') IN ('BOOLEAN', 'NULL') THEN to_json(is_complete)
        ELSE to_json(excused)
      END,
      'grader_id', person(grader_id),
      'assignment_name', title),
    'as_of', as_of,
    'source', 'canvas_data_2',
    'only_existing', NOT (has_value OR is_excused OR workflow_state = 'graded')
  ) AS line
FROM states
ORDER BY hash(id)
