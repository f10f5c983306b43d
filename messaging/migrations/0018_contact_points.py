"""Chats and devices of contacts."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0023_instants"),
        ("messaging", "0017_link_targets"),
        ("workspaces", "0006_currency"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContactPoint",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
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
                (
                    "address",
                    models.CharField(help_text="A chat's id, a device's token or subscription.", max_length=1000),
                ),
                (
                    "data",
                    models.JSONField(blank=True, default=dict, help_text="What sending needs besides, such as keys."),
                ),
                ("created_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(help_text="When it was last added, or known to work.")),
                (
                    "ended_at",
                    models.DateTimeField(blank=True, help_text="Nothing is sent to it from this moment on.", null=True),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contacts.contact",
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="messaging.sender",
                    ),
                ),
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
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["contact", "channel"],
                        name="contact_point_live",
                    ),
                    models.Index(fields=["contact"], name="contact_point_contact"),
                ],
                "constraints": [models.UniqueConstraint(fields=("sender", "address"), name="contact_point_once")],
            },
            managers=[
                ("unscoped_objects", django.db.models.manager.Manager()),
            ],
        ),
    ]
