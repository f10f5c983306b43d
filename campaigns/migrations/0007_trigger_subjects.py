"""Triggers by what they listen to and since when; decisions that a fault prevented."""

import django.db.models.fields.json
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0006_waits_and_decisions"),
        ("contacts", "0003_events"),
        ("workspaces", "0003_rate_windows_unlogged"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="triggerdecision",
            name="trigger_decision_outcome_known",
        ),
        migrations.AddField(
            model_name="trigger",
            name="since",
            field=models.DateTimeField(help_text="Of an active one: what happened earlier doesn't count.", null=True),
        ),
        migrations.AlterField(
            model_name="triggerdecision",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("enrolled", "Entered"),
                    ("filter", "Trigger's filter"),
                    ("entry_rule", "Entry rule"),
                    ("reentry", "Re-entry policy"),
                    ("failed", "Could not be decided"),
                    ("closed", "Campaign closed"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="trigger",
            index=models.Index(
                models.F("workspace"),
                django.db.models.fields.json.KeyTextTransform("event", "config"),
                condition=models.Q(("active", True), ("type", "trigger_event")),
                name="trigger_by_event",
            ),
        ),
        migrations.AddIndex(
            model_name="trigger",
            index=models.Index(
                models.F("workspace"),
                django.db.models.fields.json.KeyTextTransform("segment", "config"),
                condition=models.Q(("active", True), ("type__in", ("trigger_segment_entry", "trigger_segment_exit"))),
                name="trigger_by_segment",
            ),
        ),
        migrations.AddConstraint(
            model_name="triggerdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome__in", ["enrolled", "filter", "entry_rule", "reentry", "failed", "closed"])
                ),
                name="trigger_decision_outcome_known",
            ),
        ),
    ]
