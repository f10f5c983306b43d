"""What came of each link, counted with the clicks: a report that reads every followed link takes longer than it may.

A contact who follows a link in several messages counts once. Whether another click has counted a contact already is
seen only when that is committed: whoever changes that takes turns with the others of the same contact. There are 1,024
turns, so that a statement over any number of contacts holds few locks, and takes them in their order. Clicks hold their
message by then, and take nothing afterwards that others hold.
"""

import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.db.models.manager
from django.db import migrations, models

_LINES = """
    SELECT workspace_id, stream_id, digest, contact_id, clicks, machine_clicks, {sign} AS sign FROM {rows}
"""
# Who was counted before a statement and is not after it, or the other way round: nobody else's turn matters.
_TURNS = """
    PERFORM pg_advisory_xact_lock(1819176555, turn)
    FROM (SELECT DISTINCT hashtext(contact_id::text) & 1023 AS turn FROM ({lines}) AS line WHERE clicks > 0
          ORDER BY turn) AS turns;
"""
# `after` is in the table by now: a contact has followed the link in other messages where the table has more of it.
_INSERT = """
    INSERT INTO messaging_linkcounter (
        workspace_id, stream_id, digest, messages, contacts, clicks, machine_clicks, folded
    )
    SELECT workspace_id, stream_id, digest, sum(messages), sum(contacts), sum(clicks), sum(machine_clicks), false
    FROM (
        SELECT e.workspace_id, e.stream_id, e.digest, e.messages, e.clicks, e.machine_clicks,
               CASE WHEN (e.present > 0) = (e.past > 0) THEN 0
                    WHEN e.present < (
                        SELECT count(*) FROM messaging_linkclick k
                        WHERE k.contact_id = e.contact_id AND k.stream_id = e.stream_id AND k.digest = e.digest
                          AND k.workspace_id = e.workspace_id AND k.clicks > 0
                    ) THEN 0
                    WHEN e.present > 0 THEN 1
                    ELSE -1 END AS contacts
        FROM (
            SELECT workspace_id, stream_id, digest, contact_id, sum(sign) AS messages, sum(sign * clicks) AS clicks,
                   sum(sign * machine_clicks) AS machine_clicks,
                   count(*) FILTER (WHERE sign > 0 AND clicks > 0) AS present,
                   count(*) FILTER (WHERE sign < 0 AND clicks > 0) AS past
            FROM ({lines}) AS line
            GROUP BY workspace_id, stream_id, digest, contact_id
        ) AS e
    ) AS each
    GROUP BY workspace_id, stream_id, digest
    HAVING (sum(messages), sum(contacts), sum(clicks), sum(machine_clicks)) <> (0, 0, 0, 0);
"""
_AFTER, _BEFORE = _LINES.format(rows="after", sign=1), _LINES.format(rows="before", sign=-1)


def _count(lines: str) -> str:
    return _TURNS.format(lines=lines) + _INSERT.format(lines=lines)


# Clicks from before are counted once no more can come: making a trigger waits for those that are under way.
_CREATE = f"""
CREATE FUNCTION messaging_count_links() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        {_count(_AFTER)}
    ELSIF TG_OP = 'UPDATE' THEN
        {_count(f"{_BEFORE} UNION ALL {_AFTER}")}
    ELSE
        {_count(_BEFORE)}
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER messaging_link_followed AFTER INSERT ON messaging_linkclick
REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION messaging_count_links();
CREATE TRIGGER messaging_link_changed AFTER UPDATE ON messaging_linkclick
REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION messaging_count_links();
CREATE TRIGGER messaging_link_gone AFTER DELETE ON messaging_linkclick
REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION messaging_count_links();

INSERT INTO messaging_linkcounter (
    workspace_id, stream_id, digest, messages, contacts, clicks, machine_clicks, folded
)
SELECT workspace_id, stream_id, digest, count(*), count(DISTINCT contact_id) FILTER (WHERE clicks > 0), sum(clicks),
       sum(machine_clicks), true
FROM messaging_linkclick
GROUP BY workspace_id, stream_id, digest;
"""  # noqa: S608 - only text from this module
_DROP = """
DROP TRIGGER messaging_link_gone ON messaging_linkclick;
DROP TRIGGER messaging_link_changed ON messaging_linkclick;
DROP TRIGGER messaging_link_followed ON messaging_linkclick;
DROP FUNCTION messaging_count_links();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0007_webhook_events_joined_first"),
        ("messaging", "0009_updates_in_place"),
        ("workspaces", "0008_heartbeat_busy"),
    ]

    operations = [
        migrations.CreateModel(
            name="LinkCounter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.UUIDField(help_text="Of the address, as in followed links.")),
                ("messages", models.IntegerField(help_text="In which anybody followed it, machines as well.")),
                ("contacts", models.IntegerField(help_text="Who followed it in any message, each once.")),
                ("clicks", models.BigIntegerField(help_text="By people.")),
                ("machine_clicks", models.BigIntegerField()),
                ("folded", models.BooleanField(db_default=False, default=False)),
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
        migrations.RemoveIndex(
            model_name="linkclick",
            name="link_click_by_stream",
        ),
        migrations.AddField(
            model_name="linkclick",
            name="digest",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.comparison.Cast(
                    django.db.models.functions.text.MD5("url"), models.UUIDField()
                ),
                output_field=models.UUIDField(),
            ),
        ),
        migrations.AddIndex(
            model_name="linkclick",
            index=models.Index(fields=["stream", "digest"], name="link_click_by_link"),
        ),
        migrations.AddField(
            model_name="linkcounter",
            name="stream",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="messaging.messagestream",
            ),
        ),
        migrations.AddField(
            model_name="linkcounter",
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
            model_name="linkcounter",
            index=models.Index(fields=["stream"], name="link_counter_by_stream"),
        ),
        migrations.AddIndex(
            model_name="linkcounter",
            index=models.Index(condition=models.Q(("folded", False)), fields=["id"], name="link_counter_to_fold"),
        ),
        migrations.AddIndex(
            model_name="linkcounter",
            index=models.Index(
                condition=models.Q(("folded", True), ("messages", 0)), fields=["id"], name="link_counter_empty"
            ),
        ),
        migrations.AddConstraint(
            model_name="linkcounter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("folded", True)), fields=("stream", "digest"), name="link_counter_folded"
            ),
        ),
        migrations.RunSQL(_CREATE, _DROP),
    ]
