"""Ids of contacts who went lately, which the sweep looks for."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0020_aliases"),
        ("workspaces", "0006_currency"),
    ]

    operations = [
        migrations.CreateModel(
            name="GoneContact",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        editable=False,
                        help_text="The id of the contact that is gone.",
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("gone_at", models.DateTimeField()),
                (
                    "seen_at",
                    models.DateTimeField(
                        help_text="The first sweep: what began before it may know the contact.", null=True
                    ),
                ),
                ("sweep_at", models.DateTimeField(help_text="When the next sweep looks.")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workspaces.workspace"
                    ),
                ),
            ],
            options={
                "verbose_name": "contact gone lately",
                "verbose_name_plural": "contacts gone lately",
                "abstract": False,
                "base_manager_name": "unscoped_objects",
                "default_manager_name": "unscoped_objects",
                "indexes": [models.Index(fields=["sweep_at"], name="gone_contact_to_sweep")],
            },
            managers=[
                ("unscoped_objects", django.db.models.manager.Manager()),
            ],
        ),
    ]
