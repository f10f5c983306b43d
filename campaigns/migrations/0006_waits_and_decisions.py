"""Subscriptions of waits to events, what ended a wait early, and what triggers decided."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0005_steps_by_hand"),
        ("contacts", "0003_events"),
        ("workspaces", "0003_rate_windows_unlogged"),
    ]

    operations = [
        migrations.AddField(
            model_name="execution",
            name="signal",
            field=models.CharField(
                blank=True, db_default="", help_text="What ended its wait early; empty where time did.", max_length=16
            ),
        ),
        migrations.CreateModel(
            name="TriggerDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node", models.CharField(help_text="The trigger's node.", max_length=64)),
                (
                    "source",
                    models.CharField(
                        choices=[("event", "Event"), ("transition", "Segment entry or exit")], max_length=10
                    ),
                ),
                ("source_id", models.BigIntegerField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("enrolled", "Entered"),
                            ("filter", "Trigger's filter"),
                            ("entry_rule", "Entry rule"),
                            ("reentry", "Re-entry policy"),
                            ("closed", "Campaign closed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("execution_id", models.BigIntegerField(help_text="The execution that was made.", null=True)),
                ("detail", models.JSONField(help_text="The values that were decided on.", null=True)),
                ("created_at", models.DateTimeField()),
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
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contacts.contact",
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
                    models.Index(fields=["source", "source_id"], name="trigger_decision_by_source"),
                    models.Index(fields=["campaign", "contact"], name="trigger_decision_by_contact"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["enrolled", "filter", "entry_rule", "reentry", "closed"])),
                        name="trigger_decision_outcome_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["event", "transition"])),
                        name="trigger_decision_source_known",
                    ),
                ],
            },
            managers=[
                ("unscoped_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="WaitSubscription",
            fields=[
                (
                    "execution",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="subscription",
                        serialize=False,
                        to="campaigns.execution",
                    ),
                ),
                ("node", models.CharField(max_length=64)),
                ("event", models.CharField(help_text="The name of the event that ends the wait.", max_length=120)),
                ("since", models.DateTimeField(help_text="When the wait began: earlier events don't count.")),
                (
                    "armed_at",
                    models.DateTimeField(
                        help_text="Null until events that came while the wait was being written have been looked at.",
                        null=True,
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contacts.contact",
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
                    models.Index(fields=["contact", "event"], name="wait_subscription_by_event"),
                    models.Index(
                        condition=models.Q(("armed_at", None)), fields=["execution"], name="wait_subscription_to_arm"
                    ),
                ],
            },
            managers=[
                ("unscoped_objects", django.db.models.manager.Manager()),
            ],
        ),
    ]
