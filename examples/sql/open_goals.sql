-- Which goals are open, how far are they, and what comes next?
SELECT title, type, target_date, ROUND(100 * share) AS percent, trend, quiet_days, next
FROM v_goal_progress
WHERE status = 'active'
ORDER BY target_date IS NULL, target_date, title
