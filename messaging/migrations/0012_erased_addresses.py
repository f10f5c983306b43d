"""Keyed hashes of the addresses of people who were erased."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0011_confirmations"),
        ("workspaces", "0006_currency"),
    ]

    operations = [
        migrations.CreateModel(
            name="ErasedAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("email", "E-mail"),
                            ("sms", "SMS"),
                            ("whatsapp", "WhatsApp"),
                            ("telegram", "Telegram"),
                            ("push", "Push"),
                            ("onsite", "On-site"),
                        ],
                        max_length=10,
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workspaces.workspace"
                    ),
                ),
            ],
            options={
                "verbose_name": "erased address",
                "verbose_name_plural": "erased addresses",
                "abstract": False,
                "base_manager_name": "unscoped_objects",
                "default_manager_name": "unscoped_objects",
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "channel", "digest"), name="erased_address_unique")
                ],
            },
            managers=[
                ("unscoped_objects", django.db.models.manager.Manager()),
            ],
        ),
    ]
