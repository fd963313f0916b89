-- On which days did I write the word :word, and how was I then?
SELECT m.day, COUNT(*) AS messages, (SELECT ROUND(AVG(c.mood), 2) FROM v_checkins c WHERE c.day = m.day) AS mood
FROM v_messages m
WHERE m.role = 'user' AND m.content LIKE '%' || :word || '%'
GROUP BY m.day
ORDER BY m.day
