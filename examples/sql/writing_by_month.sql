-- How much did I write to the coaches, month by month?
SELECT month, COUNT(DISTINCT session_id) AS sessions, COUNT(*) AS messages, SUM(characters) AS characters
FROM v_messages
WHERE role = 'user'
GROUP BY month
ORDER BY month
