"""Keeps the counters true when executions or journal lines are deleted, as with the contact they belong to (ADR 0005).

Statement triggers with transition tables: one INSERT for a whole DELETE, nothing for anything else.
"""

from django.db import migrations

_CREATE = """
CREATE FUNCTION campaigns_uncount_executions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO campaigns_nodecounter (workspace_id, campaign_id, run_id, node, outcome, port, delta, created_at)
    SELECT g.workspace_id, g.campaign_id, g.run_id, COALESCE(r.trigger_node, ''), 'enrolled', '', -count(*), now()
    FROM gone g
    LEFT JOIN campaigns_run r ON r.id = g.run_id
    GROUP BY g.workspace_id, g.campaign_id, g.run_id, r.trigger_node;
    INSERT INTO campaigns_nodecounter (workspace_id, campaign_id, run_id, node, outcome, port, delta, created_at)
    SELECT g.workspace_id, g.campaign_id, g.run_id, g.node,
           CASE g.state WHEN 'pending' THEN 'waiting' WHEN 'processing' THEN 'parked' ELSE g.state END,
           '', -count(*), now()
    FROM gone g
    WHERE g.state <> 'pending' OR g.arrived_at IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5;
    RETURN NULL;
END $$;

CREATE TRIGGER campaigns_execution_uncount AFTER DELETE ON campaigns_execution
REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION campaigns_uncount_executions();

CREATE FUNCTION campaigns_uncount_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO campaigns_nodecounter (workspace_id, campaign_id, run_id, node, outcome, port, delta, created_at)
    SELECT e.workspace_id, e.campaign_id, e.run_id, g.node, 'passed', g.port, -count(*), now()
    FROM gone g
    JOIN campaigns_execution e ON e.id = g.execution_id
    WHERE g.outcome = 'passed'
    GROUP BY 1, 2, 3, 4, g.port;
    RETURN NULL;
END $$;

CREATE TRIGGER campaigns_step_uncount AFTER DELETE ON campaigns_step
REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION campaigns_uncount_steps();
"""

_DROP = """
DROP TRIGGER campaigns_step_uncount ON campaigns_step;
DROP FUNCTION campaigns_uncount_steps();
DROP TRIGGER campaigns_execution_uncount ON campaigns_execution;
DROP FUNCTION campaigns_uncount_executions();
"""


class Migration(migrations.Migration):
    dependencies = (("campaigns", "0002_storage"),)

    operations = (migrations.RunSQL(_CREATE, _DROP),)
