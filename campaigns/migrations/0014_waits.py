"""Waits for events and rules: what kind of thing ends a wait, and what a wait that has to be looked at is."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0013_orders"),
        ("contacts", "0004_event_times"),
        ("workspaces", "0003_rate_windows_unlogged"),
    ]

    operations = [
        migrations.AddField(
            model_name="waitsubscription",
            name="kind",
            field=models.CharField(
                choices=[("event", "An event"), ("rule", "A rule")], db_default="event", max_length=5
            ),
        ),
        migrations.AlterField(
            model_name="execution",
            name="signal",
            field=models.CharField(
                blank=True, db_default="", help_text="What ended its wait early; empty where time did.", max_length=32
            ),
        ),
        migrations.AlterField(
            model_name="waitsubscription",
            name="armed_at",
            field=models.DateTimeField(
                help_text="Null while it has to be looked at: it is new, or its contact has changed.", null=True
            ),
        ),
        migrations.AlterField(
            model_name="waitsubscription",
            name="campaign",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="campaigns.campaign",
            ),
        ),
        migrations.AlterField(
            model_name="waitsubscription",
            name="event",
            field=models.CharField(
                blank=True, db_default="", help_text="The name of the event that ends the wait.", max_length=120
            ),
        ),
        migrations.AddIndex(
            model_name="waitsubscription",
            index=models.Index(fields=["campaign", "node", "execution"], name="wait_subscription_by_node"),
        ),
        migrations.AddConstraint(
            model_name="waitsubscription",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["event", "rule"])), name="wait_subscription_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="waitsubscription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "event"), models.Q(("event", ""), _negated=True)),
                    models.Q(models.Q(("kind", "event"), _negated=True), ("event", "")),
                    _connector="OR",
                ),
                name="wait_subscription_event_named",
            ),
        ),
    ]
