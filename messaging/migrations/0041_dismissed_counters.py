"""Counters of messages that were put away unread."""

from collections.abc import Mapping

from django.db import migrations, models

_PEOPLES = ("delivered", "opened", "clicked", "replied", "bounced", "complained", "unsubscribed")
_BEFORE = {
    **{f"{name}_at": name for name in _PEOPLES},
    "machine_opened_at": "auto_opened",
    "machine_clicked_at": "auto_clicked",
}
_NOW = {**_BEFORE, "dismissed_at": "dismissed"}
_METRICS = (
    *("queued", "accepted", "rejected", "unknown", "skipped", *_PEOPLES),
    *("auto_opened", "auto_clicked", "dismissed"),
)
_CHOICES = [(metric, metric.replace("_", " ").title()) for metric in _METRICS]


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


_PRESENT = _insert("""
    SELECT workspace_id, stream_id, node, 'dismissed' AS metric, '' AS reason, dismissed_at AS at, 1 AS number
    FROM messaging_message WHERE dismissed_at IS NOT NULL
""")


class Migration(migrations.Migration):
    dependencies = [("messaging", "0040_inbox_search")]

    operations = [
        migrations.AlterField(
            model_name="messagecounter",
            name="metric",
            field=models.CharField(choices=_CHOICES, max_length=12),
        ),
        migrations.AlterField(
            model_name="messagetimeline",
            name="metric",
            field=models.CharField(choices=_CHOICES, max_length=12),
        ),
        migrations.RunSQL(_function(_NOW) + _PRESENT, _function(_BEFORE)),
    ]
