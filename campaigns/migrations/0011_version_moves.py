"""Moves of executions to a newer version; who published a version, and which one it restores."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import workspaces.ids


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0010_due_index"),
        ("workspaces", "0003_rate_windows_unlogged"),
    ]

    operations = [
        migrations.AddField(
            model_name="flowversion",
            name="publisher",
            field=models.CharField(
                blank=True, default="", help_text="Who published it, as in the audit.", max_length=254
            ),
        ),
        migrations.AddField(
            model_name="flowversion",
            name="restored_from",
            field=models.ForeignKey(
                help_text="The version it publishes again.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="campaigns.flowversion",
            ),
        ),
        migrations.CreateModel(
            name="VersionMove",
            fields=[
                (
                    "id",
                    models.UUIDField(default=workspaces.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("mapping", models.JSONField(default=dict, help_text="{removed node: node of the new version}")),
                ("ordered_by", models.CharField(blank=True, max_length=254)),
                (
                    "state",
                    models.CharField(choices=[("moving", "Moving"), ("done", "Done")], default="moving", max_length=6),
                ),
                (
                    "cursor_contact",
                    models.UUIDField(help_text="The last execution that this sweep has looked at.", null=True),
                ),
                ("cursor_entry", models.IntegerField(default=0)),
                ("sweeps", models.IntegerField(default=0, help_text="Sweeps that have come to their end.")),
                ("passed_over", models.IntegerField(default=0, help_text="Whom this sweep could not move yet.")),
                ("stayed", models.IntegerField(default=0, help_text="Moved, and still at the node where they were.")),
                ("moved", models.IntegerField(default=0, help_text="Moved to another node, or into theirs once more.")),
                ("left", models.IntegerField(default=0, help_text="Ended, because their node is gone.")),
                ("next_at", models.DateTimeField(help_text="When the next batch is due.")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="moves", to="campaigns.campaign"
                    ),
                ),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="move", to="campaigns.flowversion"
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workspaces.workspace"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "unscoped_objects",
                "default_manager_name": "unscoped_objects",
                "indexes": [
                    models.Index(condition=models.Q(("state", "moving")), fields=["next_at"], name="version_move_due")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["moving", "done"])), name="version_move_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at__isnull", True), ("state", "moving")),
                            models.Q(("finished_at__isnull", False), ("state", "done")),
                            _connector="OR",
                        ),
                        name="version_move_finished_has_time",
                    ),
                ],
            },
            managers=[
                ("unscoped_objects", django.db.models.manager.Manager()),
            ],
        ),
    ]
