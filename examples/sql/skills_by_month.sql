-- Which skills have I shown, month by month?
SELECT month, skill, COUNT(*) AS times
FROM v_skill_evidence
GROUP BY month, skill
ORDER BY month, times DESC, skill
