-- How was I on check-ins with the tag :tag, and without it?
SELECT ' ' || COALESCE(tags, '') || ' ' LIKE '% ' || :tag || ' %' AS tagged,
  ROUND(AVG(mood), 2) AS mood, ROUND(AVG(energy), 2) AS energy, ROUND(AVG(stress), 2) AS stress, COUNT(*) AS n
FROM v_checkins
GROUP BY 1
ORDER BY 1
