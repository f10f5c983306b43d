"""The gates of throttles, and the queues in front of them."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0016_rule_waits"),
        ("contacts", "0004_event_times"),
        ("workspaces", "0003_rate_windows_unlogged"),
    ]

    operations = [
        migrations.CreateModel(
            name="ThrottleGate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node", models.CharField(max_length=64)),
                ("count", models.IntegerField(help_text="How many in one period, when it was last looked at.")),
                ("seconds", models.IntegerField(help_text="The period's length.")),
                (
                    "passes",
                    models.JSONField(
                        default=list,
                        help_text="[microseconds since 1970, how many] of those who went through in the last period.",
                    ),
                ),
                ("waiting", models.IntegerField(db_default=0, help_text="At most so many wait for their turn.")),
                ("looked_at", models.DateTimeField()),
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
        migrations.RemoveConstraint(
            model_name="waitsubscription",
            name="wait_subscription_kind_known",
        ),
        migrations.AlterField(
            model_name="waitsubscription",
            name="kind",
            field=models.CharField(
                choices=[("event", "An event"), ("rule", "A rule"), ("turn", "A turn")],
                db_default="event",
                max_length=5,
            ),
        ),
        migrations.AddIndex(
            model_name="waitsubscription",
            index=models.Index(
                condition=models.Q(("kind", "turn")),
                fields=["campaign", "node", "since", "execution"],
                name="wait_subscription_turns",
            ),
        ),
        migrations.AddConstraint(
            model_name="waitsubscription",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["event", "rule", "turn"])), name="wait_subscription_kind_known"
            ),
        ),
        migrations.AddField(
            model_name="throttlegate",
            name="campaign",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="campaigns.campaign"
            ),
        ),
        migrations.AddField(
            model_name="throttlegate",
            name="workspace",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workspaces.workspace"
            ),
        ),
        migrations.AddIndex(
            model_name="throttlegate",
            index=models.Index(
                condition=models.Q(("waiting__gt", 0)), fields=["looked_at"], name="throttle_gate_with_queue"
            ),
        ),
        migrations.AddConstraint(
            model_name="throttlegate",
            constraint=models.UniqueConstraint(fields=("campaign", "node"), name="throttle_gate_once"),
        ),
    ]
