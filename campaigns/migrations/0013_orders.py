"""Operators' orders over many executions."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import workspaces.ids


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0012_webhook_calls"),
        ("workspaces", "0003_rate_windows_unlogged"),
    ]

    operations = [
        migrations.CreateModel(
            name="ExecutionOrder",
            fields=[
                (
                    "id",
                    models.UUIDField(default=workspaces.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("cancel", "Stop"),
                            ("retry", "Retry"),
                            ("move", "Move"),
                            ("skip_wait", "Skip the wait"),
                        ],
                        max_length=9,
                    ),
                ),
                ("target", models.CharField(blank=True, help_text="The node to which a move leads.", max_length=64)),
                (
                    "state_filter",
                    models.CharField(blank=True, help_text="Only executions in this state.", max_length=10),
                ),
                ("node_filter", models.CharField(blank=True, help_text="Only executions at this node.", max_length=64)),
                (
                    "execution_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), help_text="Only these executions.", null=True, size=None
                    ),
                ),
                (
                    "contact_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(),
                        help_text="Only executions of these contacts.",
                        null=True,
                        size=None,
                    ),
                ),
                ("actor_kind", models.CharField(max_length=10)),
                ("actor_id", models.CharField(blank=True, max_length=64)),
                ("actor_label", models.CharField(blank=True, max_length=254)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Pending"),
                            ("running", "Running"),
                            ("completed", "Completed"),
                            ("stopped", "Stopped"),
                            ("failed", "Failed"),
                        ],
                        default="pending",
                        max_length=9,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, help_text="A reason code: why it was stopped, or failed.", max_length=64
                    ),
                ),
                ("expected", models.IntegerField(help_text="How many it seemed to mean when it was given.")),
                ("done", models.IntegerField(default=0)),
                (
                    "refused",
                    models.IntegerField(default=0, help_text="Meant, but in no state to have it done to them."),
                ),
                ("cursor_contact", models.UUIDField(null=True)),
                ("cursor_entry", models.IntegerField(default=0)),
                ("created_at", models.DateTimeField(help_text="Who came in later is not meant.")),
                (
                    "not_before",
                    models.DateTimeField(help_text="When it begins; until then it can be taken back whole."),
                ),
                ("moved_at", models.DateTimeField(help_text="When it was given, or last got on.")),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="orders", to="campaigns.campaign"
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workspaces.workspace"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "unscoped_objects",
                "default_manager_name": "unscoped_objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("pending", "running"))),
                        fields=["campaign", "id"],
                        name="order_open",
                    ),
                    models.Index(fields=["campaign", "-created_at"], name="order_by_campaign"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("action__in", ["cancel", "retry", "move", "skip_wait"])),
                        name="order_action_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["pending", "running", "completed", "stopped", "failed"])),
                        name="order_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("pending", "running")), ("finished_at__isnull", True)),
                            models.Q(
                                models.Q(("state__in", ("pending", "running")), _negated=True),
                                ("finished_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="order_finished_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("action", "move"), models.Q(("target", ""), _negated=True)),
                            models.Q(models.Q(("action", "move"), _negated=True), ("target", "")),
                            _connector="OR",
                        ),
                        name="order_moves_have_target",
                    ),
                ],
            },
            managers=[
                ("unscoped_objects", django.db.models.manager.Manager()),
            ],
        ),
    ]
