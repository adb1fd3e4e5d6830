-- Changes after grades were due: put your instant in its second line, which as it stands says four weeks ago.
WITH due AS (SELECT current_timestamp - INTERVAL '28' DAY AS instant)
SELECT submission_id, user_id, assignment_id, course_id, before_grade, before_score, state_grade AS grade,
  state_score AS score, state_grader_id AS grader_id, state_hidden AS hidden, event_time, written_at
FROM (
  SELECT *, CASE WHEN is_first THEN old_grade ELSE last_grade END AS before_grade,
    CASE WHEN is_first THEN old_score ELSE last_score END AS before_score
  FROM (
    SELECT *, lag(entry) OVER (PARTITION BY submission_id ORDER BY entry) IS NULL AS is_first,
      lag(state_grade) OVER (PARTITION BY submission_id ORDER BY entry) AS last_grade,
      lag(state_score) OVER (PARTITION BY submission_id ORDER BY entry) AS last_score
    FROM history_submissions_grade
  ) AS entries
) AS changes
WHERE event_time > (SELECT instant FROM due)
  AND (before_grade IS DISTINCT FROM state_grade OR before_score IS DISTINCT FROM state_score)
ORDER BY event_time, submission_id;
