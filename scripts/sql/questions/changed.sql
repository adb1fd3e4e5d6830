-- Grades that changed in the last day, the newest first.
SELECT submission_id, user_id, assignment_id, previous_grade, current_grade, previous_score, current_score,
  current_grader_id, event_time
FROM submissions_grade
WHERE event_time >= current_timestamp - INTERVAL '1' DAY
ORDER BY event_time DESC, submission_id;
