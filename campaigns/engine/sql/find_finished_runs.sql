-- find_finished_runs: locks running runs all of whose executions have ended, as far as this statement sees.
--
-- Index Scan on the partial index run_running; counters by node_counter_by_run (campaign, run).
SELECT r.id
FROM campaigns_run r
WHERE r.state = 'running'
  AND 0 = (
      SELECT COALESCE(sum(CASE WHEN k.outcome = 'enrolled' THEN k.delta ELSE -k.delta END), 0)
      FROM campaigns_nodecounter k
      WHERE k.campaign_id = r.campaign_id AND k.run_id = r.id
        AND k.outcome IN ('enrolled', 'completed', 'failed', 'skipped')
  )
ORDER BY r.id
FOR NO KEY UPDATE OF r SKIP LOCKED
