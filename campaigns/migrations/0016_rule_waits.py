"""How far the sweeps over waits for rules have come, and the index that they go along."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0015_secrets"),
        ("contacts", "0004_event_times"),
        ("workspaces", "0003_rate_windows_unlogged"),
    ]

    operations = [
        migrations.CreateModel(
            name="WaitSweep",
            fields=[
                (
                    "campaign",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "cursor",
                    models.BigIntegerField(
                        db_default=0, help_text="The last execution looked at; 0 between two rounds."
                    ),
                ),
                ("next_at", models.DateTimeField(help_text="Not to be swept before.")),
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
        migrations.AddIndex(
            model_name="waitsubscription",
            index=models.Index(
                condition=models.Q(("kind", "rule")), fields=["campaign", "execution"], name="wait_subscription_by_rule"
            ),
        ),
        migrations.AddField(
            model_name="waitsweep",
            name="workspace",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workspaces.workspace"
            ),
        ),
    ]
