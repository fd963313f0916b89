-- How is my energy on the day after, by the hours I slept?
WITH days AS (
  SELECT day, MAX(sleep_hours) AS slept, AVG(energy) AS energy FROM v_checkins GROUP BY day
)
SELECT ROUND(a.slept) AS slept, ROUND(AVG(b.energy), 2) AS energy_next_day, COUNT(*) AS n
FROM days a
JOIN days b ON b.day = date(a.day, '+1 day')
WHERE a.slept IS NOT NULL AND b.energy IS NOT NULL
GROUP BY ROUND(a.slept)
ORDER BY 1
