"""The timeline's passages by port. What was folded before has none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0021_execution_by_node"),
        ("workspaces", "0006_currency"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="nodetimeline", name="node_timeline_once"),
        migrations.AddField(
            model_name="nodetimeline",
            name="port",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="Of passages; empty, too, where they were folded without.",
                max_length=64,
            ),
        ),
        migrations.AddConstraint(
            model_name="nodetimeline",
            constraint=models.UniqueConstraint(
                fields=("campaign", "node", "outcome", "port", "span", "at"), name="node_timeline_by_port"
            ),
        ),
    ]
