"""Counters with their hour and, for ways that ended, their reason; conversions are counted too (ADR 0009).

The counters are counted anew from the rows, as the old ones don't know when or why. Deletions take a row off the hour
that it was counted in.
"""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

STORAGE = """
ALTER TABLE campaigns_nodetimeline SET (
    fillfactor = 50, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 2000
)
"""

# The ways of the conversions there are, as if they had been noted then.
WAYS = """
UPDATE campaigns_conversion v
SET ways = found.ways
FROM (
    SELECT c.id, jsonb_agg(DISTINCT jsonb_build_array(s.node, s.port)) AS ways
    FROM campaigns_conversion c
    JOIN campaigns_step s ON s.execution_id = c.execution_id
    WHERE (s.outcome = 'passed' OR (s.outcome = 'completed' AND s.reason = 'holdout')) AND s.created_at <= c.created_at
    GROUP BY c.id
) AS found
WHERE v.id = found.id
"""
RECOUNT = """
DELETE FROM campaigns_nodecounter;
INSERT INTO campaigns_nodecounter (
    workspace_id, campaign_id, run_id, node, outcome, port, reason, delta, created_at
)
SELECT workspace_id, campaign_id, run_id, node, outcome, port, reason, count(*),
       date_bin('15 minutes', at, '2000-01-01T00:00:00Z')
FROM (
    SELECT e.workspace_id, e.campaign_id, e.run_id, COALESCE(r.trigger_node, first.node, e.node) AS node,
           'enrolled' AS outcome, '' AS port, '' AS reason, e.created_at AS at
    FROM campaigns_execution e
    LEFT JOIN campaigns_run r ON r.id = e.run_id
    LEFT JOIN LATERAL (
        SELECT s.node FROM campaigns_step s WHERE s.execution_id = e.id AND e.run_id IS NULL ORDER BY s.id LIMIT 1
    ) AS first ON true
    UNION ALL
    SELECT workspace_id, campaign_id, run_id, node,
           CASE state WHEN 'pending' THEN 'waiting' WHEN 'processing' THEN 'parked' ELSE state END, '',
           CASE WHEN finished_at IS NULL THEN '' ELSE reason END, COALESCE(finished_at, arrived_at)
    FROM campaigns_execution
    WHERE state <> 'pending' OR arrived_at IS NOT NULL
    UNION ALL
    SELECT e.workspace_id, e.campaign_id, e.run_id, s.node, 'passed', s.port, '', s.created_at
    FROM campaigns_step s
    JOIN campaigns_execution e ON e.id = s.execution_id
    WHERE s.outcome = 'passed'
    UNION ALL
    SELECT workspace_id, campaign_id, NULL::uuid, node, 'converted', '', '', at FROM campaigns_conversion
    UNION ALL
    SELECT v.workspace_id, v.campaign_id, NULL::uuid, way ->> 0, 'goal_way', way ->> 1, '', v.at
    FROM campaigns_conversion v
    CROSS JOIN LATERAL jsonb_array_elements(v.ways) AS way
) AS each
GROUP BY 1, 2, 3, 4, 5, 6, 7, 9
"""
TRIGGERS = """
CREATE OR REPLACE FUNCTION campaigns_uncount_executions() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE OR REPLACE FUNCTION campaigns_uncount_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO campaigns_nodecounter (workspace_id, campaign_id, run_id, node, outcome, port, delta, created_at)
    SELECT e.workspace_id, e.campaign_id, e.run_id, g.node, 'passed', g.port, -count(*), g.created_at
    FROM gone g
    JOIN campaigns_execution e ON e.id = g.execution_id
    WHERE g.outcome = 'passed'
    GROUP BY 1, 2, 3, 4, g.port, g.created_at;
    RETURN NULL;
END $$;

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
DROP = """
DROP TRIGGER campaigns_conversion_gone ON campaigns_conversion;
DROP TRIGGER campaigns_conversion_made ON campaigns_conversion;
DROP FUNCTION campaigns_count_conversions();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0007_trigger_subjects"),
        ("workspaces", "0003_rate_windows_unlogged"),
    ]

    operations = [
        migrations.CreateModel(
            name="NodeTimeline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node", models.CharField(max_length=64)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("enrolled", "Enrolled"),
                            ("passed", "Passed"),
                            ("waiting", "Waiting"),
                            ("parked", "Parked"),
                            ("completed", "Completed"),
                            ("failed", "Failed"),
                            ("skipped", "Skipped"),
                            ("converted", "Converted"),
                            ("goal_way", "Goal Way"),
                        ],
                        max_length=9,
                    ),
                ),
                ("span", models.SmallIntegerField(choices=[(1, "Hour"), (2, "Day")])),
                ("at", models.DateTimeField(help_text="The beginning of the hour or day.")),
                ("number", models.IntegerField()),
            ],
            options={
                "abstract": False,
                "base_manager_name": "unscoped_objects",
                "default_manager_name": "unscoped_objects",
            },
            managers=[
                ("unscoped_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name="conversion",
            name="ways",
            field=models.JSONField(
                db_default=[],
                help_text='Each [node, port] by which the execution had gone on before, once; port "": held out there.',
            ),
        ),
        migrations.AddField(
            model_name="nodecounter",
            name="folded",
            field=models.BooleanField(
                db_default=False, help_text="The one row that deltas of its counter were folded into."
            ),
        ),
        migrations.AddField(
            model_name="nodecounter",
            name="reason",
            field=models.CharField(blank=True, db_default="", help_text="Why ways ended here.", max_length=64),
        ),
        migrations.AlterField(
            model_name="nodecounter",
            name="created_at",
            field=models.DateTimeField(help_text="When it happened; of a folded row, when it was made."),
        ),
        migrations.AlterField(
            model_name="nodecounter",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("enrolled", "Enrolled"),
                    ("passed", "Passed"),
                    ("waiting", "Waiting"),
                    ("parked", "Parked"),
                    ("completed", "Completed"),
                    ("failed", "Failed"),
                    ("skipped", "Skipped"),
                    ("converted", "Converted"),
                    ("goal_way", "Goal Way"),
                ],
                max_length=9,
            ),
        ),
        migrations.AddIndex(
            model_name="nodecounter",
            index=models.Index(condition=models.Q(("folded", False)), fields=["id"], name="node_counter_to_fold"),
        ),
        migrations.AddConstraint(
            model_name="nodecounter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("folded", True)),
                fields=("campaign", "run", "node", "outcome", "port", "reason"),
                name="node_counter_folded",
                nulls_distinct=False,
            ),
        ),
        migrations.AddField(
            model_name="nodetimeline",
            name="campaign",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="campaigns.campaign",
            ),
        ),
        migrations.AddField(
            model_name="nodetimeline",
            name="workspace",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="workspaces.workspace",
            ),
        ),
        migrations.AddIndex(
            model_name="nodetimeline",
            index=models.Index(condition=models.Q(("span", 1)), fields=["at"], name="node_timeline_hours"),
        ),
        migrations.AddIndex(
            model_name="nodetimeline",
            index=models.Index(fields=["campaign", "at"], name="node_timeline_by_time"),
        ),
        migrations.AddConstraint(
            model_name="nodetimeline",
            constraint=models.UniqueConstraint(
                fields=("campaign", "node", "outcome", "span", "at"), name="node_timeline_once"
            ),
        ),
        migrations.RunSQL(STORAGE, migrations.RunSQL.noop),
        migrations.RunSQL(WAYS, migrations.RunSQL.noop),
        migrations.RunSQL(RECOUNT, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, DROP),
    ]
