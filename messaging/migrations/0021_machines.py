"""Opens and clicks by machines, apart from those by people, and counters of them."""

from collections.abc import Mapping

from django.db import migrations, models

_PEOPLES = ("delivered", "opened", "clicked", "replied", "bounced", "complained", "unsubscribed")
_METRICS = {f"{name}_at": name for name in _PEOPLES}
_MACHINES = {"machine_opened_at": "auto_opened", "machine_clicked_at": "auto_clicked"}


def _counts(rows: str, sign: int, facts: Mapping[str, str]) -> str:
    """One line for the state, and one for each fact; facts are looked for only in rows that have any."""
    values = ", ".join(f"('{metric}', m.{column})" for column, metric in facts.items())
    return f"""
    SELECT workspace_id, stream_id, node,
           CASE WHEN state = 'sending' THEN 'queued' ELSE state END AS metric,
           CASE WHEN state IN ('rejected', 'skipped') THEN reason ELSE '' END AS reason,
           CASE WHEN state IN ('queued', 'sending') THEN created_at ELSE settled_at END AS at,
           {sign} AS number
    FROM {rows}
    UNION ALL
    SELECT m.workspace_id, m.stream_id, m.node, fact.metric, '', fact.at, {sign}
    FROM {rows} m
    CROSS JOIN LATERAL (VALUES {values}) AS fact (metric, at)
    WHERE COALESCE({", ".join(f"m.{column}" for column in facts)}) IS NOT NULL AND fact.at IS NOT NULL
"""  # noqa: S608 - only names from this module


def _insert(counts: str) -> str:
    return f"""
    INSERT INTO messaging_messagecounter (workspace_id, stream_id, node, metric, reason, delta, created_at)
    SELECT workspace_id, stream_id, node, metric, reason, sum(number), at
    FROM (
        SELECT workspace_id, stream_id, node, metric, reason, number,
               date_bin('15 minutes', at, '2000-01-01T00:00:00Z') AS at
        FROM ({counts}) AS each
    ) AS binned
    GROUP BY workspace_id, stream_id, node, metric, reason, at
    HAVING sum(number) <> 0;
"""  # noqa: S608 - only text from this module


def _function(facts: Mapping[str, str]) -> str:
    """What the triggers of migration 0005 call, counting these facts."""
    after, before = _counts("after", 1, facts), _counts("before", -1, facts)
    return f"""
CREATE OR REPLACE FUNCTION messaging_count_messages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        {_insert(after)}
    ELSIF TG_OP = 'UPDATE' THEN
        {_insert(f"{before} UNION ALL {after}")}
    ELSE
        {_insert(before)}
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0020_sender_limits"),
    ]

    operations = [
        migrations.AddField(
            model_name="linkclick",
            name="machine_clicked_at",
            field=models.DateTimeField(help_text="The first time by a proxy or a bot.", null=True),
        ),
        migrations.AddField(
            model_name="linkclick",
            name="machine_clicks",
            field=models.IntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name="message",
            name="machine",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="Which fetched it first: proxy or bot; none where empty.",
                max_length=5,
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="machine_clicked_at",
            field=models.DateTimeField(help_text="By a proxy or a bot.", null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="machine_opened_at",
            field=models.DateTimeField(help_text="By a proxy or a bot.", null=True),
        ),
        migrations.AlterField(
            model_name="linkclick",
            name="clicked_at",
            field=models.DateTimeField(
                help_text="The first time by a person; null: only machines were there.", null=True
            ),
        ),
        migrations.AlterField(
            model_name="linkclick",
            name="clicks",
            field=models.IntegerField(db_default=1, help_text="By a person."),
        ),
        migrations.AlterField(
            model_name="message",
            name="clicked_at",
            field=models.DateTimeField(help_text="By a person, as far as can be told.", null=True),
        ),
        migrations.AlterField(
            model_name="message",
            name="opened_at",
            field=models.DateTimeField(help_text="By a person, as far as can be told.", null=True),
        ),
        migrations.AlterField(
            model_name="messagecounter",
            name="metric",
            field=models.CharField(
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
                    ("auto_opened", "Auto Opened"),
                    ("auto_clicked", "Auto Clicked"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="messagetimeline",
            name="metric",
            field=models.CharField(
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
                    ("auto_opened", "Auto Opened"),
                    ("auto_clicked", "Auto Clicked"),
                ],
                max_length=12,
            ),
        ),
        migrations.RunSQL(_function(_METRICS | _MACHINES), _function(_METRICS)),
    ]
