-- finish_runs: running runs all of whose executions have ended. Nobody enters a run that has left 'enrolling', and an
-- end is final, so that equal sums can't come apart again.
--
-- Index Scan on the partial index run_running; counters by node_counter_by_run (campaign, run).
UPDATE campaigns_run r
SET state = 'finished', finished_at = %(now)s
WHERE r.state = 'running'
  AND 0 = (
      SELECT COALESCE(sum(CASE WHEN k.outcome = 'enrolled' THEN k.delta ELSE -k.delta END), 0)
      FROM campaigns_nodecounter k
      WHERE k.campaign_id = r.campaign_id AND k.run_id = r.id
        AND k.outcome IN ('enrolled', 'completed', 'failed', 'skipped')
  )
