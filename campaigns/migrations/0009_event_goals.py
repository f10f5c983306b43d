"""Conversions by events, and the campaigns that count them."""

import django.db.models.fields.json
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0008_counters"),
        ("contacts", "0003_events"),
        ("workspaces", "0003_rate_windows_unlogged"),
    ]

    operations = [
        migrations.AddField(
            model_name="conversion",
            name="event_id",
            field=models.BigIntegerField(help_text="The event that was the goal; null of a rule.", null=True),
        ),
        migrations.AddIndex(
            model_name="campaign",
            index=models.Index(
                models.F("workspace"),
                django.db.models.fields.json.KeyTextTransform(
                    "event", django.db.models.fields.json.KeyTextTransform("goal", "settings")
                ),
                condition=models.Q(("settings__goal__event__isnull", False)),
                name="campaign_by_goal_event",
            ),
        ),
    ]
