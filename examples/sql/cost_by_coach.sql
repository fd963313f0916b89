-- What has each coach cost, with which model?
SELECT COALESCE(coach, 'none') AS coach, model, currency, ROUND(SUM(cost), 4) AS cost,
  SUM(input_tokens) AS input_tokens, SUM(output_tokens) AS output_tokens, COUNT(*) AS calls
FROM v_usage
GROUP BY coach, model, currency
ORDER BY cost DESC
