"""Events, and which entries into and exits from segments have been looked at: those until now count as seen."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0002_sql"),
        ("workspaces", "0003_rate_windows_unlogged"),
    ]

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120)),
                ("properties", models.JSONField(default=dict)),
                ("occurred_at", models.DateTimeField(help_text="When the contact did it, as its sender says.")),
                ("created_at", models.DateTimeField(help_text="When it came to be known.")),
                ("key", models.CharField(help_text="The sender's id for it.", max_length=255, null=True)),
                (
                    "routed_at",
                    models.DateTimeField(help_text="Null while the triggers stage has yet to look at it.", null=True),
                ),
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
        migrations.RemoveIndex(
            model_name="segmenttransition",
            name="segment_transition_queue",
        ),
        migrations.AddField(
            model_name="segmenttransition",
            name="routed_at",
            field=models.DateTimeField(help_text="Null while the triggers stage has yet to look at it.", null=True),
        ),
        migrations.AddIndex(
            model_name="segmenttransition",
            index=models.Index(
                condition=models.Q(("routed_at", None)), fields=["id"], name="segment_transition_to_route"
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="contact",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="events",
                to="contacts.contact",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="workspace",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="workspaces.workspace",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(condition=models.Q(("routed_at", None)), fields=["id"], name="event_to_route"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["contact", "name", "-occurred_at"], name="event_by_contact"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["workspace", "-id"], name="event_by_workspace"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(fields=("workspace", "key"), name="event_once_per_key"),
        ),
        migrations.RunSQL("UPDATE contacts_segmenttransition SET routed_at = at", migrations.RunSQL.noop),
    ]
