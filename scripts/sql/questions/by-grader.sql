-- What each grader has given: grades, how many of them hidden or lower than before, and when. No grader: automatic.
SELECT current_grader_id AS grader_id, count(*) AS grades,
  sum(CASE WHEN current_hidden THEN 1 ELSE 0 END) AS hidden,
  sum(CASE WHEN current_score < previous_score THEN 1 ELSE 0 END) AS lowered,
  min(event_time) AS first_event_time, max(event_time) AS last_event_time
FROM submissions_grade
GROUP BY current_grader_id
ORDER BY count(*) DESC, current_grader_id;
