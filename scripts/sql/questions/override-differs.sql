-- Overrides beside the computed final scores that they replace, the greatest difference first.
SELECT o.course_id, o.user_id, o.score_id, c.current_final_score, o.current_override_score,
  o.current_override_score - c.current_final_score AS difference, o.event_time
FROM scores_override AS o
LEFT JOIN course_scores AS c ON c.course_id = o.course_id AND c.user_id = o.user_id
WHERE o.current_override_score IS NOT NULL AND o.current_override_score IS DISTINCT FROM c.current_final_score
ORDER BY abs(o.current_override_score - c.current_final_score) DESC NULLS LAST, o.score_id;
