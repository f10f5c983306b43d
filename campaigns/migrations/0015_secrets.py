"""Secrets of workspaces, which nodes call by their names."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import workspaces.ids


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0014_waits"),
        ("workspaces", "0003_rate_windows_unlogged"),
    ]

    operations = [
        migrations.CreateModel(
            name="Secret",
            fields=[
                (
                    "id",
                    models.UUIDField(default=workspaces.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=64)),
                ("value", models.BinaryField(help_text="Encrypted.")),
                (
                    "previous",
                    models.BinaryField(help_text="The value before, encrypted; signs along for a while.", null=True),
                ),
                ("previous_until", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField()),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workspaces.workspace"
                    ),
                ),
            ],
            options={
                "ordering": ("name",),
                "abstract": False,
                "base_manager_name": "unscoped_objects",
                "default_manager_name": "unscoped_objects",
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "name"), name="secret_name_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("previous__isnull", True), ("previous_until__isnull", True)),
                            models.Q(("previous__isnull", False), ("previous_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="secret_previous_has_end",
                    ),
                ],
            },
            managers=[
                ("unscoped_objects", django.db.models.manager.Manager()),
            ],
        ),
    ]
