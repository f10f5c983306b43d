-- campaigns_with_rule_waits: campaigns in which somebody waits for a rule and whose sweep is due.
--
-- Hops from campaign to campaign along the partial index wait_subscription_by_rule, however many wait in each.
WITH RECURSIVE waiting AS (
    (SELECT campaign_id, workspace_id FROM campaigns_waitsubscription WHERE kind = 'rule' ORDER BY campaign_id LIMIT 1)
    UNION ALL
    SELECT following.campaign_id, following.workspace_id
    FROM waiting
    CROSS JOIN LATERAL (
        SELECT s.campaign_id, s.workspace_id
        FROM campaigns_waitsubscription s
        WHERE s.kind = 'rule' AND s.campaign_id > waiting.campaign_id
        ORDER BY s.campaign_id
        LIMIT 1
    ) following
)
SELECT waiting.campaign_id, waiting.workspace_id
FROM waiting
WHERE NOT EXISTS (SELECT 1 FROM campaigns_waitsweep w WHERE w.campaign_id = waiting.campaign_id AND w.next_at > %(now)s)
LIMIT %(limit)s
