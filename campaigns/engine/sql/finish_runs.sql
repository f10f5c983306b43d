-- finish_runs: of the runs that were found finished and locked, those that still are. Nobody enters a run that has left
-- 'enrolling'; only an operator's retry takes an end back, and it locks the run, too. So a statement that began after
-- the lock was taken decides by sums that can't come apart again before it commits.
--
-- Primary key; counters by node_counter_by_run (campaign, run).
UPDATE campaigns_run r
SET state = 'finished', finished_at = %(now)s
WHERE r.id = ANY(%(runs)s::uuid[]) AND r.state = 'running'
  AND 0 = (
      SELECT COALESCE(sum(CASE WHEN k.outcome = 'enrolled' THEN k.delta ELSE -k.delta END), 0)
      FROM campaigns_nodecounter k
      WHERE k.campaign_id = r.campaign_id AND k.run_id = r.id
        AND k.outcome IN ('enrolled', 'completed', 'failed', 'skipped')
  )
