-- Deletes one campaign with everything that is only its own, in the order of what points at what.
-- Executions and journal lines carry no foreign key constraints (ADR 0005), so nothing else would remove them.
-- Plans: execution_once_per_entry by its leading column, step by its execution index.
WITH gone AS (
    DELETE FROM campaigns_execution WHERE campaign_id = %(campaign)s RETURNING id
)
DELETE FROM campaigns_step WHERE execution_id IN (SELECT id FROM gone);
DELETE FROM campaigns_webhookcall WHERE campaign_id = %(campaign)s;
DELETE FROM campaigns_waitsubscription WHERE campaign_id = %(campaign)s;
DELETE FROM campaigns_executionorder WHERE campaign_id = %(campaign)s;
DELETE FROM campaigns_throttlegate WHERE campaign_id = %(campaign)s;
DELETE FROM campaigns_waitsweep WHERE campaign_id = %(campaign)s;
DELETE FROM campaigns_triggerdecision WHERE campaign_id = %(campaign)s;
DELETE FROM campaigns_conversion WHERE campaign_id = %(campaign)s;
DELETE FROM campaigns_goalsweep WHERE campaign_id = %(campaign)s;
DELETE FROM campaigns_nodecounter WHERE campaign_id = %(campaign)s;
DELETE FROM campaigns_nodetimeline WHERE campaign_id = %(campaign)s;
DELETE FROM campaigns_campaignhold WHERE campaign_id = %(campaign)s;
DELETE FROM campaigns_trigger WHERE campaign_id = %(campaign)s;
DELETE FROM campaigns_versionmove WHERE campaign_id = %(campaign)s;
DELETE FROM campaigns_run WHERE campaign_id = %(campaign)s;
UPDATE campaigns_campaign SET live_version_id = NULL, lifecycle = 'ARCHIVED' WHERE id = %(campaign)s;
DELETE FROM campaigns_flowversion WHERE campaign_id = %(campaign)s;
DELETE FROM campaigns_campaign WHERE id = %(campaign)s;
