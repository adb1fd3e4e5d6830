-- Every state that a grade stood in: who had set it, since when and until when, and since when the student could see it.
SELECT submission_id, user_id, assignment_id, course_id, grade, score, set_by, since,
  lead(since) OVER (PARTITION BY submission_id ORDER BY since) AS until, visible_since
FROM (
  SELECT submission_id, max(user_id) AS user_id, max(assignment_id) AS assignment_id, max(course_id) AS course_id,
    min_by(state_grade, entry) AS grade, min_by(state_score, entry) AS score,
    min_by(state_grader_id, entry) AS set_by, min(event_time) AS since,
    min(CASE WHEN NOT state_hidden THEN event_time END) AS visible_since
  FROM (
    SELECT *, sum(is_change) OVER (PARTITION BY submission_id ORDER BY entry) AS state_number
    FROM (
      SELECT *, CASE
        WHEN lag(entry) OVER (PARTITION BY submission_id ORDER BY entry) IS NOT NULL
          AND lag(state_grade) OVER (PARTITION BY submission_id ORDER BY entry) IS NOT DISTINCT FROM state_grade
          AND lag(state_score) OVER (PARTITION BY submission_id ORDER BY entry) IS NOT DISTINCT FROM state_score
          THEN 0 ELSE 1 END AS is_change
      FROM history_submissions_grade
    ) AS entries
  ) AS numbered
  GROUP BY submission_id, state_number
) AS states
ORDER BY submission_id, since;
