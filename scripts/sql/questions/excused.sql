-- Who is excused: no value, and complete.
SELECT course_id, assignment_id, current_assignment_name, user_id, submission_id, event_time
FROM submissions_grade
WHERE current_status = 'excused'
ORDER BY event_time DESC, submission_id;
