"""The outbox of HTTP calls. Each row is rewritten a few times soon after it was made, as messages are."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0011_version_moves"),
        ("workspaces", "0003_rate_windows_unlogged"),
    ]

    operations = [
        migrations.CreateModel(
            name="WebhookCall",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("node", models.CharField(max_length=64)),
                ("visit", models.SmallIntegerField()),
                ("url", models.TextField()),
                (
                    "body",
                    models.TextField(blank=True, help_text="Until the call is settled; then it is no longer needed."),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Pending"),
                            ("sending", "Sending"),
                            ("succeeded", "Succeeded"),
                            ("failed", "Failed"),
                        ],
                        db_default="pending",
                        max_length=9,
                    ),
                ),
                ("due_at", models.DateTimeField(help_text="Pending: claimable from this moment on.")),
                (
                    "attempt",
                    models.IntegerField(
                        db_default=0, help_text="Counts claims; a worker reports only its own attempt."
                    ),
                ),
                (
                    "tries",
                    models.SmallIntegerField(
                        db_default=0, help_text="Counts the attempts of which the outcome is known."
                    ),
                ),
                ("lease_until", models.DateTimeField(null=True)),
                ("status", models.SmallIntegerField(help_text="Of the last answer.", null=True)),
                (
                    "reason",
                    models.CharField(blank=True, db_default="", help_text="Of the last attempt.", max_length=64),
                ),
                (
                    "message",
                    models.CharField(blank=True, db_default="", help_text="What went wrong, in words.", max_length=300),
                ),
                (
                    "excerpt",
                    models.CharField(blank=True, db_default="", help_text="How the last answer began.", max_length=500),
                ),
                ("kept", models.JSONField(help_text="What templates and rules see of the answer.", null=True)),
                ("created_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("released_at", models.DateTimeField(help_text="When its execution moved on.", null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "execution",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calls",
                        to="campaigns.execution",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="campaigns.flowversion",
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
                    models.Index(
                        condition=models.Q(("state", "pending")), fields=["campaign", "due_at"], name="webhook_call_due"
                    ),
                    models.Index(
                        condition=models.Q(("state", "sending")), fields=["lease_until"], name="webhook_call_leased"
                    ),
                    models.Index(
                        condition=models.Q(("released_at__isnull", True), ("settled_at__isnull", False)),
                        fields=["campaign", "settled_at"],
                        name="webhook_call_to_release",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("execution", "node", "visit"), name="webhook_call_once_per_visit"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["pending", "sending", "succeeded", "failed"])),
                        name="webhook_call_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lease_until__isnull", False), ("state", "sending")),
                            models.Q(models.Q(("state", "sending"), _negated=True), ("lease_until__isnull", True)),
                            _connector="OR",
                        ),
                        name="webhook_call_lease_while_sending",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("state__in", ("pending", "sending"))),
                            models.Q(
                                models.Q(("state__in", ("pending", "sending")), _negated=True),
                                ("settled_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="webhook_call_settled_has_time",
                    ),
                ],
            },
            managers=[
                ("unscoped_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunSQL(
            "ALTER TABLE campaigns_webhookcall SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.0, "
            "autovacuum_vacuum_threshold = 5000)",
            "ALTER TABLE campaigns_webhookcall RESET (fillfactor, autovacuum_vacuum_scale_factor, "
            "autovacuum_vacuum_threshold)",
        ),
    ]
