"""Campaigns and executions tell webhook endpoints what becomes of them, in the transaction in which it does (ADR 0026).

A hold that comes or goes while a campaign is not launched is nothing that anybody sees, so nobody is told of it.
"""

from django.db import migrations

_CREATE = """
CREATE FUNCTION campaigns_webhook_executions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT workspaces_webhooks_wanted('{execution.completed,execution.failed,execution.skipped}') THEN
        RETURN NULL;
    END IF;
    EXECUTE $sql$
        INSERT INTO workspaces_webhookevent (workspace_id, kind, contact_id, data, happened_at)
        SELECT e.workspace_id, w.kind, e.contact_id, jsonb_build_object(
                   'id', e.id, 'created_at', e.created_at, 'campaign', e.campaign_id, 'run', e.run_id,
                   'contact', e.contact_id, 'node', e.node, 'reason', e.reason, 'finished_at', e.finished_at),
               e.finished_at
        FROM fresh e
        JOIN stale b ON b.id = e.id AND b.state IN ('pending', 'processing')
        JOIN workspaces_webhooks_listened() w ON w.workspace_id = e.workspace_id AND w.kind = 'execution.' || e.state
        WHERE e.state IN ('completed', 'failed', 'skipped')
        ORDER BY e.id
    $sql$;
    RETURN NULL;
END $$;

CREATE FUNCTION campaigns_webhook_lifecycle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT workspaces_webhooks_wanted('{campaign.scheduled,campaign.started,campaign.completed,campaign.cancelled,'
                                      'campaign.archived}') THEN
        RETURN NULL;
    END IF;
    EXECUTE $sql$
        INSERT INTO workspaces_webhookevent (workspace_id, kind, data, happened_at)
        SELECT c.workspace_id, w.kind, jsonb_build_object(
                   'id', c.id, 'name', c.name, 'lifecycle', c.lifecycle, 'previous', b.lifecycle,
                   'holds', ARRAY(
                       SELECT h.kind FROM campaigns_campaignhold h WHERE h.campaign_id = c.id ORDER BY h.kind),
                   'hold', NULL, 'reason', ''),
               clock_timestamp()
        FROM fresh c
        JOIN stale b ON b.id = c.id AND b.lifecycle <> c.lifecycle
        JOIN workspaces_webhooks_listened() w ON w.workspace_id = c.workspace_id AND w.kind = CASE c.lifecycle
            WHEN 'SCHEDULED' THEN 'campaign.scheduled'
            WHEN 'RUNNING' THEN 'campaign.started'
            WHEN 'COMPLETED' THEN 'campaign.completed'
            WHEN 'COMPLETED_PARTIAL' THEN 'campaign.completed'
            WHEN 'CANCELLED' THEN 'campaign.cancelled'
            WHEN 'ARCHIVED' THEN 'campaign.archived' END
        ORDER BY c.id
    $sql$;
    RETURN NULL;
END $$;

CREATE FUNCTION campaigns_webhook_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT workspaces_webhooks_wanted(ARRAY[TG_ARGV[0]]) THEN
        RETURN NULL;
    END IF;
    EXECUTE $sql$
        INSERT INTO workspaces_webhookevent (workspace_id, kind, data, happened_at)
        SELECT c.workspace_id, w.kind, jsonb_build_object(
                   'id', c.id, 'name', c.name, 'lifecycle', c.lifecycle, 'previous', c.lifecycle,
                   'holds', ARRAY(
                       SELECT o.kind FROM campaigns_campaignhold o WHERE o.campaign_id = c.id ORDER BY o.kind),
                   'hold', h.kind, 'reason', h.reason),
               clock_timestamp()
        FROM touched h
        JOIN campaigns_campaign c ON c.id = h.campaign_id AND c.lifecycle IN ('SCHEDULED', 'RUNNING')
        JOIN workspaces_webhooks_listened() w ON w.workspace_id = c.workspace_id AND w.kind = $1
        ORDER BY h.id
    $sql$ USING TG_ARGV[0];
    RETURN NULL;
END $$;

CREATE TRIGGER campaigns_execution_webhook AFTER UPDATE ON campaigns_execution
REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION campaigns_webhook_executions();
CREATE TRIGGER campaigns_campaign_webhook AFTER UPDATE ON campaigns_campaign
REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION campaigns_webhook_lifecycle();
CREATE TRIGGER campaigns_campaignhold_webhook_paused AFTER INSERT ON campaigns_campaignhold
REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION campaigns_webhook_holds('campaign.paused');
CREATE TRIGGER campaigns_campaignhold_webhook_resumed AFTER DELETE ON campaigns_campaignhold
REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION campaigns_webhook_holds('campaign.resumed');
"""

_DROP = """
DROP TRIGGER campaigns_campaignhold_webhook_resumed ON campaigns_campaignhold;
DROP TRIGGER campaigns_campaignhold_webhook_paused ON campaigns_campaignhold;
DROP TRIGGER campaigns_campaign_webhook ON campaigns_campaign;
DROP TRIGGER campaigns_execution_webhook ON campaigns_execution;
DROP FUNCTION campaigns_webhook_holds();
DROP FUNCTION campaigns_webhook_lifecycle();
DROP FUNCTION campaigns_webhook_executions();
"""


class Migration(migrations.Migration):
    dependencies = (("campaigns", "0003_counters"), ("workspaces", "0005_webhook_fan_out"))

    operations = (migrations.RunSQL(_CREATE, _DROP),)
