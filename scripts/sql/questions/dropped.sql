-- Scores that went down by more than 10 % of the points possible; of the earlier score where there are no points.
SELECT submission_id, user_id, assignment_id, previous_score, current_score, current_points_possible,
  dropped_percent, current_grader_id, event_time
FROM (
  SELECT *, CASE
    WHEN previous_points_possible > 0 AND current_points_possible > 0
      THEN 100 * (previous_score * current_points_possible - current_score * previous_points_possible)
        / (previous_points_possible * current_points_possible)
    WHEN previous_score > 0 THEN 100 * (previous_score - current_score) / previous_score
  END AS dropped_percent
  FROM submissions_grade
) AS changes
WHERE dropped_percent > 10
ORDER BY dropped_percent DESC, submission_id;
