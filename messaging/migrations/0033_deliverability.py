"""Counters of mails by sender, receiving domain and day, the trigger that writes them, checks of sending domains, and
what recipients make of a sender."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

# Mails that a provider took or refused count on the day of that, facts on their own. What an update leaves as it was
# adds nothing: rows as they are after it are added, rows as they were before it taken off.
_COUNTS = """
    SELECT workspace_id, sender_id, address, settled_at AS at,
           CASE WHEN state = 'accepted' THEN {sign} ELSE 0 END AS accepted,
           CASE WHEN state = 'rejected' THEN {sign} ELSE 0 END AS refused,
           0 AS delivered, 0 AS bounced, 0 AS complained
    FROM {rows}
    WHERE channel = 'email' AND sender_id IS NOT NULL
      AND (state = 'accepted'
           OR state = 'rejected' AND reason IN ('smtp_refused', 'provider_refused', 'recipient_invalid'))
    UNION ALL
    SELECT m.workspace_id, m.sender_id, m.address, fact.at, 0, 0, fact.delivered, fact.bounced, fact.complained
    FROM {rows} m
    CROSS JOIN LATERAL (VALUES
        (m.delivered_at, {sign}, 0, 0), (m.bounced_at, 0, {sign}, 0), (m.complained_at, 0, 0, {sign})
    ) AS fact (at, delivered, bounced, complained)
    WHERE m.channel = 'email' AND m.sender_id IS NOT NULL
      AND COALESCE(m.delivered_at, m.bounced_at, m.complained_at) IS NOT NULL AND fact.at IS NOT NULL
"""
_INSERT = """
INSERT INTO messaging_domaincounter (
    workspace_id, sender_id, domain, day, accepted, refused, delivered, bounced, complained
)
SELECT workspace_id, sender_id, lower(split_part(address, '@', 2)), (at AT TIME ZONE 'UTC')::date,
       sum(accepted), sum(refused), sum(delivered), sum(bounced), sum(complained)
FROM ({counts}) AS each
GROUP BY 1, 2, 3, 4
HAVING sum(accepted) <> 0 OR sum(refused) <> 0 OR sum(delivered) <> 0 OR sum(bounced) <> 0 OR sum(complained) <> 0;
"""
_BOTH = f"{_COUNTS.format(rows='before', sign=-1)} UNION ALL {_COUNTS.format(rows='after', sign=1)}"
# Most updates are claims, which change nothing that is counted here.
CREATE = f"""
CREATE FUNCTION messaging_count_domains() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM after WHERE channel = 'email' AND settled_at IS NOT NULL)
       OR EXISTS (SELECT FROM before WHERE channel = 'email' AND settled_at IS NOT NULL) THEN
        {_INSERT.format(counts=_BOTH)}
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER messaging_message_domains AFTER UPDATE ON messaging_message
REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION messaging_count_domains();
"""  # noqa: S608 - only names from this module
DROP = """
DROP TRIGGER messaging_message_domains ON messaging_message;
DROP FUNCTION messaging_count_domains();
"""
_RECENT = "(SELECT * FROM messaging_message WHERE created_at >= now() - interval '40 days')"
BACKFILL = _INSERT.format(counts=_COUNTS.format(rows=f"{_RECENT} AS recent", sign=1).replace("AS recent m", "AS m"))
STORAGE = """
ALTER TABLE messaging_domaincounter SET (
    fillfactor = 50, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 500,
    autovacuum_vacuum_cost_delay = 0
)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0032_onsite"),
        ("workspaces", "0007_balance"),
    ]

    operations = [
        migrations.CreateModel(
            name="DomainCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("domain", models.CharField(max_length=254)),
                (
                    "selectors",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="DKIM selectors that people named, besides those of the providers.",
                    ),
                ),
                ("findings", models.JSONField(default=list, editable=False)),
                (
                    "wanted_at",
                    models.DateTimeField(help_text="When somebody wanted to know, or its time comes.", null=True),
                ),
                ("checked_at", models.DateTimeField(editable=False, null=True)),
                ("lease_expires_at", models.DateTimeField(editable=False, null=True)),
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
        migrations.CreateModel(
            name="DomainCounter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("domain", models.CharField(blank=True, help_text="Of the recipients, in lower case.", max_length=254)),
                ("day", models.DateField()),
                ("accepted", models.IntegerField(db_default=0)),
                (
                    "refused",
                    models.IntegerField(
                        db_default=0, help_text="By the provider, for good, when they were handed over."
                    ),
                ),
                ("delivered", models.IntegerField(db_default=0)),
                ("bounced", models.IntegerField(db_default=0)),
                ("complained", models.IntegerField(db_default=0)),
                ("folded", models.BooleanField(db_default=False)),
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
            model_name="sender",
            name="complaints_detail",
            field=models.CharField(blank=True, default="", editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name="sender",
            name="complaints_noted_at",
            field=models.DateTimeField(
                editable=False, help_text="When the campaigns that use it were held for that; null: not yet.", null=True
            ),
        ),
        migrations.AddField(
            model_name="sender",
            name="complaints_tripped_at",
            field=models.DateTimeField(
                editable=False,
                help_text="Too many recipients complain since then; until the rate is low again.",
                null=True,
            ),
        ),
        migrations.AddIndex(
            model_name="sender",
            index=models.Index(
                condition=models.Q(("complaints_tripped_at__isnull", False)), fields=["id"], name="sender_complained_of"
            ),
        ),
        migrations.AddField(
            model_name="domaincheck",
            name="workspace",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workspaces.workspace"
            ),
        ),
        migrations.AddField(
            model_name="domaincounter",
            name="sender",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="messaging.sender",
            ),
        ),
        migrations.AddField(
            model_name="domaincounter",
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
            model_name="domaincheck",
            index=models.Index(
                condition=models.Q(("wanted_at__isnull", False)), fields=["wanted_at"], name="domain_check_wanted"
            ),
        ),
        migrations.AddConstraint(
            model_name="domaincheck",
            constraint=models.UniqueConstraint(fields=("workspace", "domain"), name="domain_check_once"),
        ),
        migrations.AddIndex(
            model_name="domaincounter",
            index=models.Index(fields=["workspace", "day"], name="domain_counter_by_day"),
        ),
        migrations.AddIndex(
            model_name="domaincounter",
            index=models.Index(condition=models.Q(("folded", False)), fields=["id"], name="domain_counter_to_fold"),
        ),
        migrations.AddIndex(
            model_name="domaincounter",
            index=models.Index(
                condition=models.Q(("complained__gt", 0)), fields=["day"], name="domain_counter_complaints"
            ),
        ),
        migrations.AddConstraint(
            model_name="domaincounter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("folded", True)), fields=("sender", "domain", "day"), name="domain_counter_folded"
            ),
        ),
        migrations.RunSQL(STORAGE, migrations.RunSQL.noop),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
        migrations.RunSQL(CREATE, DROP),
    ]
