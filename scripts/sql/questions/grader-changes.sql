-- Every change of each grader: from what to what, and whether the student could see it. No grader: automatic.
SELECT state_grader_id AS grader_id, event_time, submission_id, user_id, assignment_id, course_id,
  before_grade, before_score, state_grade AS grade, state_score AS score, state_hidden AS hidden
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
WHERE before_grade IS DISTINCT FROM state_grade OR before_score IS DISTINCT FROM state_score
ORDER BY grader_id, event_time, submission_id;
