"""Keeps the counters true when executions or journal lines are deleted, as with the contact they belong to, and counts
conversions (ADR 0005, 0009).

Statement triggers with transition tables: one INSERT for a whole statement, nothing for anything else. Deletions take a
row off the hour that it was counted in.
"""

from django.db import migrations

_CREATE = """
CREATE FUNCTION campaigns_uncount_executions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO campaigns_nodecounter (workspace_id, campaign_id, run_id, node, outcome, port, delta, created_at)
    SELECT g.workspace_id, g.campaign_id, g.run_id, COALESCE(r.trigger_node, ''), 'enrolled', '', -count(*),
           g.created_at
    FROM gone g
    LEFT JOIN campaigns_run r ON r.id = g.run_id
    GROUP BY g.workspace_id, g.campaign_id, g.run_id, r.trigger_node, g.created_at;
    INSERT INTO campaigns_nodecounter (
        workspace_id, campaign_id, run_id, node, outcome, port, reason, delta, created_at
    )
    SELECT g.workspace_id, g.campaign_id, g.run_id, g.node,
           CASE g.state WHEN 'pending' THEN 'waiting' WHEN 'processing' THEN 'parked' ELSE g.state END, '',
           CASE WHEN g.finished_at IS NULL THEN '' ELSE g.reason END, -count(*), COALESCE(g.finished_at, now())
    FROM gone g
    WHERE g.state <> 'pending' OR g.arrived_at IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5, 7, 9;
    RETURN NULL;
END $$;

CREATE TRIGGER campaigns_execution_uncount AFTER DELETE ON campaigns_execution
REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION campaigns_uncount_executions();

CREATE FUNCTION campaigns_uncount_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO campaigns_nodecounter (workspace_id, campaign_id, run_id, node, outcome, port, delta, created_at)
    SELECT e.workspace_id, e.campaign_id, e.run_id, g.node, 'passed', g.port, -count(*), g.created_at
    FROM gone g
    JOIN campaigns_execution e ON e.id = g.execution_id
    WHERE g.outcome = 'passed'
    GROUP BY 1, 2, 3, 4, g.port, g.created_at;
    RETURN NULL;
END $$;

CREATE TRIGGER campaigns_step_uncount AFTER DELETE ON campaigns_step
REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION campaigns_uncount_steps();

CREATE FUNCTION campaigns_count_conversions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sign integer := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
BEGIN
    INSERT INTO campaigns_nodecounter (workspace_id, campaign_id, node, outcome, port, delta, created_at)
    SELECT workspace_id, campaign_id, node, 'converted', '', sign * count(*), at
    FROM counted
    GROUP BY workspace_id, campaign_id, node, at
    UNION ALL
    SELECT c.workspace_id, c.campaign_id, way ->> 0, 'goal_way', way ->> 1, sign * count(*), c.at
    FROM counted c
    CROSS JOIN LATERAL jsonb_array_elements(c.ways) AS way
    GROUP BY 1, 2, 3, 5, c.at;
    RETURN NULL;
END $$;

CREATE TRIGGER campaigns_conversion_made AFTER INSERT ON campaigns_conversion
REFERENCING NEW TABLE AS counted FOR EACH STATEMENT EXECUTE FUNCTION campaigns_count_conversions();
CREATE TRIGGER campaigns_conversion_gone AFTER DELETE ON campaigns_conversion
REFERENCING OLD TABLE AS counted FOR EACH STATEMENT EXECUTE FUNCTION campaigns_count_conversions();
"""
_DROP = """
DROP TRIGGER campaigns_conversion_gone ON campaigns_conversion;
DROP TRIGGER campaigns_conversion_made ON campaigns_conversion;
DROP FUNCTION campaigns_count_conversions();
DROP TRIGGER campaigns_step_uncount ON campaigns_step;
DROP FUNCTION campaigns_uncount_steps();
DROP TRIGGER campaigns_execution_uncount ON campaigns_execution;
DROP FUNCTION campaigns_uncount_executions();
"""


class Migration(migrations.Migration):
    dependencies = (("campaigns", "0002_storage"),)
    replaces = (("campaigns", "0003_erasure"), ("campaigns", "0008_counters"), ("campaigns", "0012_webhook_calls"))

    operations = (migrations.RunSQL(_CREATE, _DROP),)
