-- find_ended: campaigns (or the one named) into which nobody comes any more: no open trigger, or past their end date, or
-- cancelled; and no run under way. With how many executions failed or were skipped, and how many are still on the way.
-- Listed are those with nobody on the way, and those past their end date whose triggers still have to be stopped.
--
-- Index Scan on campaign_with_work; counters by node_counter_by_run, runs by run_by_campaign.
SELECT c.id, sums.gaps, sums.active
FROM campaigns_campaign c
CROSS JOIN LATERAL (
    SELECT COALESCE(sum(delta) FILTER (WHERE outcome IN ('failed', 'skipped')), 0) AS gaps,
           COALESCE(sum(CASE WHEN outcome = 'enrolled' THEN delta ELSE -delta END)
                    FILTER (WHERE outcome IN ('enrolled', 'completed', 'failed', 'skipped')), 0) AS active
    FROM campaigns_nodecounter k
    WHERE k.campaign_id = c.id
) sums
CROSS JOIN LATERAL (
    SELECT EXISTS (
        SELECT 1
        FROM campaigns_trigger t
        WHERE t.campaign_id = c.id AND t.active
          AND (t.next_fire_at IS NOT NULL OR t.type NOT IN ('trigger_manual', 'trigger_scheduled'))
    ) AS open
) triggers
WHERE (c.lifecycle = 'RUNNING' OR (c.lifecycle = 'CANCELLED' AND c.completed_at IS NULL))
  AND (%(campaign)s::uuid IS NULL OR c.id = %(campaign)s::uuid)
  AND (NOT triggers.open OR c.ends_at <= %(now)s)
  AND ((sums.active = 0
        AND NOT EXISTS (SELECT 1 FROM campaigns_run r WHERE r.campaign_id = c.id AND r.state <> 'finished'))
       OR (c.ends_at <= %(now)s
           AND (triggers.open
                OR EXISTS (SELECT 1 FROM campaigns_run r WHERE r.campaign_id = c.id AND r.state = 'enrolling'))))
LIMIT %(limit)s
