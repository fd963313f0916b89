-- What is my mood's mean over seven check-ins?
SELECT day, slot, mood, ROUND(AVG(mood) OVER (ORDER BY at ROWS 6 PRECEDING), 2) AS mean
FROM v_checkins
WHERE mood IS NOT NULL
ORDER BY at
