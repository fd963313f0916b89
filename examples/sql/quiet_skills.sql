-- How far are my skills, and which have I not used for a month?
SELECT name, level, level_name, experience, evidence, last, last < datetime('now', 'localtime', '-30 days') AS quiet
FROM v_skills
ORDER BY level DESC, experience DESC, name
