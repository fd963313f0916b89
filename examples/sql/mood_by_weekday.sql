-- What is my mood by weekday (1 Monday to 7 Sunday), and of how many check-ins?
SELECT weekday, ROUND(AVG(mood), 2) AS mood, COUNT(mood) AS n
FROM v_checkins
WHERE mood IS NOT NULL
GROUP BY weekday
ORDER BY weekday
