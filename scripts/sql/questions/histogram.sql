-- How many scores are in each tenth of the points possible; full marks and more are in that of 100.
SELECT from_percent, count(*) AS scores, rpad('', CAST(40 * count(*) / max(count(*)) OVER () AS integer), '#') AS bar
FROM (
  SELECT CAST(10 * least(floor(10 * current_score / current_points_possible), 10) AS integer) AS from_percent
  FROM submissions_grade
  WHERE current_score IS NOT NULL AND current_points_possible > 0 AND current_status IS DISTINCT FROM 'deleted'
) AS scored
GROUP BY from_percent
ORDER BY from_percent;
