"""Runs in which each contact enters at the local time of its own zone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0018_claimable_since"),
    ]

    operations = [
        migrations.AddField(
            model_name="run",
            name="local_time",
            field=models.CharField(
                blank=True,
                default="",
                help_text="ISO 8601 without an offset: when each contact enters in its own zone. Empty: all at once.",
                max_length=26,
            ),
        ),
    ]
