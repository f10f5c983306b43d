-- waiting_for_rules: these waiting executions by the node whose rule they wait for.
--
-- Primary key.
SELECT s.workspace_id, s.campaign_id, s.version_id, s.node, array_agg(s.execution_id)
FROM campaigns_waitsubscription s
WHERE s.execution_id = ANY (%(executions)s::bigint[]) AND s.kind = 'rule'
GROUP BY s.workspace_id, s.campaign_id, s.version_id, s.node
