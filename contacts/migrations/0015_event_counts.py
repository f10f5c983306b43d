"""How many events of each name came on each day; those that are there already are counted once."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

COUNT = """
INSERT INTO contacts_eventcount (workspace_id, name, day, count, last_at, folded)
SELECT workspace_id, name, (created_at AT TIME ZONE 'UTC')::date AS day, count(*), max(occurred_at), true
FROM contacts_event
GROUP BY workspace_id, name, day
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0014_scoring"),
        ("workspaces", "0006_currency"),
    ]

    operations = [
        migrations.CreateModel(
            name="EventCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("day", models.DateField()),
                ("count", models.BigIntegerField()),
                ("last_at", models.DateTimeField(help_text="The latest moment at which one of them occurred.")),
                ("folded", models.BooleanField(db_default=False, default=False)),
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
                    models.Index(fields=["workspace", "day"], name="event_count_by_day"),
                    models.Index(condition=models.Q(("folded", False)), fields=["id"], name="event_count_to_fold"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("folded", True)),
                        fields=("workspace", "day", "name"),
                        name="event_count_folded",
                    )
                ],
            },
            managers=[
                ("unscoped_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
    ]
