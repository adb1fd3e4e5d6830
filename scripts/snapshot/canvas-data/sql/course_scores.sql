-- Scores of whole courses, with whose they are. A score of a grading period or of an assignment group, and one
-- that is not active, is not the score of the course.
CREATE TABLE course_scores AS
SELECT
  scores.*,
  enrollments.course_id,
  enrollments.user_id,
  enrollments.workflow_state AS enrollment_state,
  enrollments.updated_at AS enrollment_updated_at,
  CASE
    WHEN NOT coalesce(is_true(course_score), false) OR grading_period_id IS NOT NULL
      OR assignment_group_id IS NOT NULL OR scores.workflow_state <> 'active' THEN 'other_score'
    WHEN enrollments.id IS NULL THEN 'enrollment_unknown'
  END AS left_out
FROM scores LEFT JOIN enrollments ON enrollments.id = scores.enrollment_id
