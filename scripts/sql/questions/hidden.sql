-- Grades that their students cannot see yet.
SELECT course_id, assignment_id, current_assignment_name, user_id, submission_id, current_grade, current_score, event_time
FROM submissions_grade
WHERE current_hidden
ORDER BY event_time DESC, submission_id;
