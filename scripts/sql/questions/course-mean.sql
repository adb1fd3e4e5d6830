-- How the mean of each course moved, day by day: of all scores that stood at the day's end, in percent of their points.
SELECT course_id, day, max_by(total, moment) / nullif(max_by(scores, moment), 0) AS mean_percent,
  max_by(scores, moment) AS scores
FROM (
  SELECT course_id, day, moment,
    sum(percent_change) OVER (PARTITION BY course_id ORDER BY moment) AS total,
    sum(score_change) OVER (PARTITION BY course_id ORDER BY moment) AS scores
  FROM (
    SELECT course_id, CAST(event_time AS date) AS day,
      row_number() OVER (ORDER BY event_time, entity, entry) AS moment,
      coalesce(percent, 0) - coalesce(lag(percent) OVER (PARTITION BY submission_id ORDER BY entry), 0)
        AS percent_change,
      CASE WHEN percent IS NULL THEN 0 ELSE 1 END
        - CASE WHEN lag(percent) OVER (PARTITION BY submission_id ORDER BY entry) IS NULL THEN 0 ELSE 1 END
        AS score_change
    FROM (
      SELECT *, CASE WHEN state_points_possible > 0 AND state_status IS DISTINCT FROM 'deleted'
        THEN 100 * state_score / state_points_possible END AS percent
      FROM history_submissions_grade
    ) AS entries
  ) AS changes
) AS sums
GROUP BY course_id, day
ORDER BY course_id, day;
