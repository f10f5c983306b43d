"""Ids of merged contacts, which go on to answer."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0019_consent_by_topic"),
        ("workspaces", "0006_currency"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContactAlias",
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
                ("merged_at", models.DateTimeField()),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="aliases", to="contacts.contact"
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
                "verbose_name": "merged contact",
                "abstract": False,
                "base_manager_name": "unscoped_objects",
                "default_manager_name": "unscoped_objects",
            },
            managers=[
                ("unscoped_objects", django.db.models.manager.Manager()),
            ],
        ),
    ]
