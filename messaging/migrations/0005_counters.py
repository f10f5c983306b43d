"""Counters of messages: the table, the triggers that keep it equal to a recount (ADR 0009), and the first count.

What a row of the outbox counts as is a function of the row alone; a statement adds it for rows as they are after it and
takes it off for rows as they were before it. Quarters of an hour divide the hours of every time zone.
"""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

STORAGE = """
ALTER TABLE messaging_messagecounter SET (
    fillfactor = 50, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 500,
    autovacuum_vacuum_cost_delay = 0
);
ALTER TABLE messaging_messagetimeline SET (
    fillfactor = 50, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 2000
)
"""

# One line for the state, and one for each fact; facts are looked for only in rows that have any.
_COUNTS = """
    SELECT workspace_id, stream_id, node,
           CASE WHEN state = 'sending' THEN 'queued' ELSE state END AS metric,
           CASE WHEN state IN ('rejected', 'skipped') THEN reason ELSE '' END AS reason,
           CASE WHEN state IN ('queued', 'sending') THEN created_at ELSE settled_at END AS at,
           {sign} AS number
    FROM {rows}
    UNION ALL
    SELECT m.workspace_id, m.stream_id, m.node, fact.metric, '', fact.at, {sign}
    FROM {rows} m
    CROSS JOIN LATERAL (VALUES
        ('delivered', m.delivered_at), ('opened', m.opened_at), ('clicked', m.clicked_at), ('replied', m.replied_at),
        ('bounced', m.bounced_at), ('complained', m.complained_at), ('unsubscribed', m.unsubscribed_at)
    ) AS fact (metric, at)
    WHERE COALESCE(
            m.delivered_at, m.opened_at, m.clicked_at, m.replied_at, m.bounced_at, m.complained_at, m.unsubscribed_at
          ) IS NOT NULL
      AND fact.at IS NOT NULL
"""
_INSERT = """
INSERT INTO messaging_messagecounter (workspace_id, stream_id, node, metric, reason, delta, created_at)
SELECT workspace_id, stream_id, node, metric, reason, sum(number), at
FROM (
    SELECT workspace_id, stream_id, node, metric, reason, number,
           date_bin('15 minutes', at, '2000-01-01T00:00:00Z') AS at
    FROM ({counts}) AS each
) AS binned
GROUP BY workspace_id, stream_id, node, metric, reason, at
HAVING sum(number) <> 0;
"""
_AFTER = _COUNTS.format(rows="after", sign=1)
_BEFORE = _COUNTS.format(rows="before", sign=-1)
TRIGGERS = f"""
CREATE FUNCTION messaging_count_messages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        {_INSERT.format(counts=_AFTER)}
    ELSIF TG_OP = 'UPDATE' THEN
        {_INSERT.format(counts=f"{_BEFORE} UNION ALL {_AFTER}")}
    ELSE
        {_INSERT.format(counts=_BEFORE)}
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER messaging_message_made AFTER INSERT ON messaging_message
REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION messaging_count_messages();
CREATE TRIGGER messaging_message_changed AFTER UPDATE ON messaging_message
REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION messaging_count_messages();
CREATE TRIGGER messaging_message_gone AFTER DELETE ON messaging_message
REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION messaging_count_messages();
"""
DROP = """
DROP TRIGGER messaging_message_gone ON messaging_message;
DROP TRIGGER messaging_message_changed ON messaging_message;
DROP TRIGGER messaging_message_made ON messaging_message;
DROP FUNCTION messaging_count_messages();
"""
BACKFILL = _INSERT.format(counts=_COUNTS.format(rows="messaging_message", sign=1))


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0004_legs"),
        ("workspaces", "0003_rate_windows_unlogged"),
    ]

    operations = [
        migrations.CreateModel(
            name="MessageCounter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node", models.CharField(blank=True, max_length=64)),
                (
                    "metric",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("accepted", "Accepted"),
                            ("rejected", "Rejected"),
                            ("unknown", "Unknown"),
                            ("skipped", "Skipped"),
                            ("delivered", "Delivered"),
                            ("opened", "Opened"),
                            ("clicked", "Clicked"),
                            ("replied", "Replied"),
                            ("bounced", "Bounced"),
                            ("complained", "Complained"),
                            ("unsubscribed", "Unsubscribed"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, db_default="", help_text="Why it was rejected or skipped.", max_length=64
                    ),
                ),
                ("delta", models.IntegerField()),
                (
                    "folded",
                    models.BooleanField(
                        db_default=False, help_text="The one row that deltas of its counter were folded into."
                    ),
                ),
                ("created_at", models.DateTimeField(help_text="The quarter of an hour in which it happened.")),
                (
                    "stream",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="messaging.messagestream",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workspaces.workspace",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "unscoped_objects",
                "default_manager_name": "unscoped_objects",
                "indexes": [
                    models.Index(fields=["stream"], name="message_counter_by_stream"),
                    models.Index(condition=models.Q(("folded", False)), fields=["id"], name="message_counter_to_fold"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("folded", True)),
                        fields=("stream", "node", "metric", "reason"),
                        name="message_counter_folded",
                    )
                ],
            },
            managers=[
                ("unscoped_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="MessageTimeline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node", models.CharField(blank=True, max_length=64)),
                (
                    "metric",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("accepted", "Accepted"),
                            ("rejected", "Rejected"),
                            ("unknown", "Unknown"),
                            ("skipped", "Skipped"),
                            ("delivered", "Delivered"),
                            ("opened", "Opened"),
                            ("clicked", "Clicked"),
                            ("replied", "Replied"),
                            ("bounced", "Bounced"),
                            ("complained", "Complained"),
                            ("unsubscribed", "Unsubscribed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("span", models.SmallIntegerField(choices=[(1, "Hour"), (2, "Day")])),
                ("at", models.DateTimeField(help_text="The beginning of the hour or day.")),
                ("number", models.IntegerField()),
                (
                    "stream",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="messaging.messagestream",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workspaces.workspace",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "unscoped_objects",
                "default_manager_name": "unscoped_objects",
                "indexes": [
                    models.Index(condition=models.Q(("span", 1)), fields=["at"], name="message_timeline_hours"),
                    models.Index(fields=["stream", "at"], name="message_timeline_by_time"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("stream", "node", "metric", "span", "at"), name="message_timeline_once"
                    )
                ],
            },
            managers=[
                ("unscoped_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunSQL(STORAGE, migrations.RunSQL.noop),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, DROP),
    ]
